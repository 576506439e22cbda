"""The dossier of a class (一期一档): what must lie in it, what does, what the system makes, and taking it away."""
