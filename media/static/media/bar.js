// Puts the bar together once something plays.
import { showCaptions, wantsCaptions } from "./captions.js";
import { control } from "./controls.js";
import { followForms } from "./forms.js";

export function showBar(box, video, track, engine) {
  const captions = track && showCaptions(box, video, track, wantsCaptions());
  control(box, video, { captions, forms: followForms(box, engine) });
}
