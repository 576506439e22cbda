// Where the phone keeps rolls, acts and photos: IndexedDB; in memory only, and then said so, where it is denied.
const NAME = "xiangxue-roll";
// The worker's cache of the page and its parts; the page itself goes in last.
export const SHELL = "xiangxue-roll-shell";
const STORES = { meta: "key", sessions: "id", acts: "op_id", photos: "sha256" };
const DAY = 24 * 3600 * 1000;
export const KEPT_DAYS = 7;

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      for (const [name, keyPath] of Object.entries(STORES)) request.result.createObjectStore(name, { keyPath });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
  });
}

const result = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

class Kept {
  constructor(db) {
    this.db = db;
    this.lasting = true;
    // A newer page may need another form of the tables: this one gets out of its way.
    db.onversionchange = () => db.close();
  }

  // One transaction: `work` gets the object stores and may only wait for their requests. Done means on the disk.
  async write(names, work) {
    const transaction = this.db.transaction(names, "readwrite", { durability: "strict" });
    const done = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error || new Error("aborted"));
      transaction.onerror = () => reject(transaction.error);
    });
    const stores = names.map((name) => {
      const store = transaction.objectStore(name);
      return {
        get: (key) => result(store.get(key)),
        all: () => result(store.getAll()),
        put: (value) => result(store.put(value)),
        remove: (key) => result(store.delete(key)),
        clear: () => result(store.clear()),
      };
    });
    const told = await work(...stores);
    await done;
    return told;
  }

  async all(name) {
    return result(this.db.transaction(name).objectStore(name).getAll());
  }

  async get(name, key) {
    return result(this.db.transaction(name).objectStore(name).get(key));
  }
}

class Fleeting {
  constructor() {
    this.lasting = false;
    this.stores = Object.fromEntries(Object.keys(STORES).map((name) => [name, new Map()]));
  }

  async write(names, work) {
    return work(
      ...names.map((name) => ({
        get: async (key) => this.stores[name].get(key),
        all: async () => [...this.stores[name].values()],
        put: async (value) => this.stores[name].set(value[STORES[name]], value),
        remove: async (key) => this.stores[name].delete(key),
        clear: async () => this.stores[name].clear(),
      })),
    );
  }

  async all(name) {
    return [...this.stores[name].values()];
  }

  async get(name, key) {
    return this.stores[name].get(key);
  }
}

export async function openStore() {
  try {
    const kept = new Kept(await open());
    await kept.get("meta", "device");
    return kept;
  } catch {
    return new Fleeting();
  }
}

// Make acts under the next counts of this phone: count and acts are written together or not at all. `make(device, acts)`
// gives the acts and takes a count for each from `device.next()`.
export function addActs(store, newDevice, make) {
  return store.write(["meta", "acts"], async (meta, acts) => {
    const device = (await meta.get("device")) || { key: "device", id: newDevice(), seq: 0 };
    const made = make({ id: device.id, next: () => (device.seq += 1) }, await acts.all());
    await meta.put(device);
    for (const act of made) await acts.put(act);
    return made;
  });
}

// Rolls go at signing out, when somebody else signs in, and after seven days; acts that wait never do.
export function forgetRolls(store) {
  return store.write(["meta", "sessions"], async (meta, sessions) => {
    await sessions.clear();
    await meta.remove("who");
    await meta.remove("villages");
    await meta.remove("fetched");
  });
}

export async function forgetOldRolls(store, now = Date.now()) {
  const fetched = await store.get("meta", "fetched");
  if (fetched && now - fetched.at > KEPT_DAYS * DAY) await forgetRolls(store);
}
