// A shelf of this phone: IndexedDB, or localStorage where that is refused, or memory while the page lives.
const NAME = "watched";

export async function openStore() {
  try {
    return await inDatabase();
  } catch (error) {
    return inStorage();
  }
}

function asked(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = request.onerror;
  });
}

async function inDatabase() {
  const opening = indexedDB.open(NAME, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(NAME, { keyPath: "key" });
  // Some private windows never answer.
  const late = new Promise((_resolve, reject) => setTimeout(() => reject(new Error("late")), 3000));
  const database = await Promise.race([asked(opening), late]);

  function act(mode, work) {
    return new Promise((resolve, reject) => {
      const changing = database.transaction(NAME, mode);
      const result = work(changing.objectStore(NAME));
      changing.oncomplete = () => resolve(result.result);
      changing.onabort = changing.onerror = () => reject(changing.error);
    });
  }

  return {
    all: () => act("readonly", (shelf) => shelf.getAll()),
    put: (item) => act("readwrite", (shelf) => shelf.put(item)),
    drop: (keys) => act("readwrite", (shelf) => keys.map((key) => shelf.delete(key)).pop() || {}),
  };
}

function inStorage() {
  let kept = {};

  function load() {
    try {
      kept = JSON.parse(localStorage.getItem(NAME)) || {};
    } catch (error) {
      // Refused or broken: what this page knows is all there is.
    }
    return kept;
  }

  function save() {
    try {
      localStorage.setItem(NAME, JSON.stringify(kept));
    } catch (error) {
      // Full or refused: the page still reports while it is open.
    }
  }

  return {
    all: async () => Object.values(load()),
    put: async (item) => {
      load()[item.key] = item;
      save();
    },
    drop: async (keys) => {
      load();
      for (const key of keys) delete kept[key];
      save();
    },
  };
}
