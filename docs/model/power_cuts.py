"""Tests commit_protocol.py on a simulated disk: sectors get lost one by one until forced, lengths lag behind, a directory entry is
old or new, a failed force marks pages clean that never reached the disk. Power is cut at every storage step, recovery included;
now and then only the process dies, or bytes rot that a chain of the write-ahead file relies on.

    python3 power_cuts.py 40000              # the protocol: no violation is expected
    python3 power_cuts.py 1500 mutants       # how many seeds catch each broken rule
"""
import multiprocessing
import random
import struct
import sys

from commit_protocol import AHEAD, DIRECTORY, GENESIS, HEADER, Damage, DiskFull, ForceFailed, Store, crc, dat, decode_ahead, journal, settled

SECTOR = 64                                 # small, so that records and items tear often


class PowerCut(Exception): pass


# ---------------------------------------------------------------- the disk

class Inode:
    def __init__(self):
        self.durable, self.cached, self.pending, self.ghost = b"", bytearray(), [], b""

    def change(self, disk, offset, data, sized, written):
        """Carries one pending write (or truncation: data None) over to the durable bytes, wholly or in part."""
        durable = bytearray(self.durable)
        if data is None:
            if sized:
                del durable[offset:]
        else:
            end = offset + len(data)
            if sized and len(durable) < end:
                gap = end - len(durable)
                stale = self.ghost[len(durable):end]
                durable += disk.rng.choice((bytes(gap), disk.rng.randbytes(gap), stale + bytes(gap - len(stale))))
            if written and offset < len(durable):
                end = min(end, len(durable))
                durable[offset:end] = data[:end - offset]
        self.durable = bytes(durable)


class Disk:
    def __init__(self, rng):
        self.rng, self.names, self.durable_names = rng, {}, {}
        self.steps, self.cut_at, self.fail_rate, self.full_rate = 0, 10**9, 0.0, 0.0

    def step(self):
        self.steps += 1
        if self.steps >= self.cut_at:
            raise PowerCut()

    def read(self, name): return bytes(self.names[name].cached)
    def length(self, name): return len(self.names[name].cached) if name in self.names else 0
    def create(self, name): self.step(); self.names[name] = Inode()
    def unlink(self, name): self.step(); self.names.pop(name, None)
    def rename(self, old, new): self.step(); self.names[new] = self.names.pop(old)

    def write(self, name, offset, data):
        inode, done = self.names[name], 0
        while done < len(data):
            full = self.rng.random() < self.full_rate
            if full and self.rng.random() < .7:
                raise DiskFull()
            self.step()
            at = offset + done
            piece = bytes(data[done:done + SECTOR - at % SECTOR])
            inode.cached.extend(bytes(max(0, at + len(piece) - len(inode.cached))))
            inode.cached[at:at + len(piece)] = piece
            inode.pending.append((at, piece))
            done += len(piece)
            if full:                            # it reports an error and has written all the same
                raise DiskFull()

    def truncate(self, name, length):
        inode = self.names[name]
        if length < len(inode.cached):
            self.step()
            inode.ghost = bytes(inode.cached) + inode.ghost[len(inode.cached):]
            del inode.cached[length:]
            inode.pending.append((length, None))

    def force(self, *names):
        """Forces side by side: any order of completion, and a power cut or a failure may hit between any two."""
        for name in self.rng.sample(names, len(names)):
            self.step()
            failed = self.rng.random() < self.fail_rate
            if name == DIRECTORY:               # a failed one can be repeated: it is the file system's own journal
                if failed:
                    raise ForceFailed()
                self.durable_names = dict(self.names)
                continue
            inode = self.names[name]
            for offset, data in inode.pending:  # failed: the pages count as clean, and still read back until the cut
                inode.change(self, offset, data, not failed or data is None or self.rng.random() < .5, not failed or self.rng.random() < .5)
            inode.pending = []
            if failed:
                raise ForceFailed()

    def power_cut(self):
        survivors, rng = {}, self.rng
        for name in sorted(set(self.names) | set(self.durable_names)):
            inode = rng.choice((self.durable_names.get(name), self.names.get(name)))
            if inode:
                survivors[name] = inode
        for inode in dict.fromkeys(survivors.values()):
            sized, chance = rng.randrange(len(inode.pending) + 1), rng.choice((0, .5, .9, 1))
            for number, (offset, data) in enumerate(inode.pending):
                inode.change(self, offset, data, number < sized, rng.random() < chance)
            inode.cached, inode.pending = bytearray(inode.durable), []
        self.names, self.durable_names = survivors, dict(survivors)


# ---------------------------------------------------------------- the oracle

def contents(store):
    """({index: (trim, bytes) or 'dropped'}, items in commit order), every byte and record checked."""
    found, items = {}, []
    known = set(store.indexes(".journal"))
    if known != set(range(max(known) + 1)) or not set(store.indexes(".dat")) <= known:
        raise Damage("hole in the numbers, or a data file without journal")
    for index in sorted(known):
        records = store.records(index)
        if not records or records[-1].end != store.disk.length(journal(index)):
            raise Damage(f"journal {index} has a bad tail")
        end, live, dropped = settled(index, records)
        if dropped:
            found[index] = "dropped"
        if dropped != (dat(index) not in store.disk.names):
            raise Damage(f"index {index}: data file against the journal")
        if dropped:
            continue
        trim = store.trim_of(index)
        most = store.buffer.end() if store.buffer and store.buffer.index == index else end     # W1
        if trim is None or not end <= trim + store.disk.length(dat(index)) - HEADER <= most:
            raise Damage(f"index {index}: header or length against the journal")
        live = [i for i in live if i[0] >= trim]
        if any(crc(store.bytes_at(index, p, n)) != c for p, n, c in live):
            raise Damage(f"index {index}: checksum")
        items += [(index, p, n) for p, n, c in live]
        if end:
            found[index] = (trim, store.bytes_at(index, trim, end - trim))
    return found, items


def after(state, operation, *arguments):
    """The state that an operation leads to, by its definition alone."""
    content, items = dict(state[0]), list(state[1])
    if operation == "commit":
        for index, start, to, added in arguments[0]:
            trim, old = content.get(index, (0, b""))
            assert content.get(index) != "dropped" and trim + len(old) == start, "index reused, or a hole"
            content[index] = (trim, old + b"".join(added))
            for item in added:
                items.append((index, start, len(item)))
                start += len(item)
        return content, items
    index = arguments[0]
    if operation == "drop":
        content[index] = "dropped"
        return content, [i for i in items if i[0] != index]
    at, (trim, old) = arguments[1], content[index]
    if operation == "rtrim":
        content[index] = (trim, old[:at - trim])
        if at == 0:
            del content[index]
        return content, [i for i in items if i[0] != index or i[1] + i[2] <= at]
    content[index] = (at, old[at - trim:])
    return content, [i for i in items if i[0] != index or i[1] >= at]


def python_extends(disk, rng):
    """Appends to the highest data file or opens the next, without journal and without force."""
    index = max(int(n[4:9]) for n in disk.names if n.endswith(".dat"))
    if rng.random() < .4:
        index += 1
        disk.create(dat(index))
        disk.write(dat(index), 0, GENESIS + bytes(20))
    disk.write(dat(index), disk.length(dat(index)), rng.randbytes(rng.randrange(1, 150)))


def wiped(disk):
    """Somebody deletes the store by hand, and forgets the write-ahead file."""
    disk.names = {n: i for n, i in disk.names.items() if n == AHEAD}
    disk.durable_names = dict(disk.names)


def rot(store, disk, rng):
    """One settled byte that acknowledged items rely on: of the base's group, or of a record of the chain that is not its last."""
    raw, at, records = disk.read(AHEAD), 0, []
    while len(records) < store.chain_length:
        records.append(decode_ahead(raw, at))
        at = records[-1].end
    found = [(AHEAD, 0, records[-2].end)] if len(records) > 1 else []
    for index in store.indexes(".journal"):
        for base in store.records(index):
            if (base.lsn, base.epoch) == records[0].base:
                found.append((journal(index), base.at, base.end - base.at))
                for position, size, _ in settled(index, [base])[1] if base.kind == "COMMIT" else []:
                    if position >= store.trim_of(index):
                        found.append((dat(index), store.offset(index, position), size))
    name, offset, size = rng.choice(found)
    inode = disk.names[name]
    inode.cached[offset + rng.randrange(size)] ^= 1 << rng.randrange(8)
    inode.durable = bytes(inode.cached)


def accepted(seen, allowed, extended):
    if not extended:
        return any(seen == s for s in allowed)
    return any(seen[1] == s[1] and all(k in seen[0] and (seen[0][k] == v or v != "dropped" and seen[0][k][0] == v[0] and
               seen[0][k][1].startswith(v[1])) for k, v in s[0].items()) for s in allowed)


class History:
    """Random operations, and what a store may show after them: what has settled, then a prefix of what is buffered that has at least
    all that was acknowledged. `allowed`: the states that may be found if the session ends now."""
    def __init__(self, seed, mutants):
        self.rng, self.mutants = random.Random(seed), mutants
        self.disk, self.store, self.calm = Disk(self.rng), None, self.rng.random() < .3
        self.extended = self.rotten = False
        self.known(({}, []))

    def known(self, state):
        self.settled, self.buffered, self.acknowledged, self.allowed = state, [], 0, [state]

    def prefixes(self, settled, more=()):
        """The last of them has everything."""
        states = [settled]
        for index, start, item in self.buffered + list(more):
            states.append(after(states[-1], "commit", [(index, start, start + len(item), [item])]))
        return states[self.acknowledged:]

    def take_over(self):
        """What the store does not hold in its buffer any more has settled, it says. It will be held to that."""
        buffer = self.store.buffer
        kept = [(buffer.index, buffer.position(n), item) for n, item in enumerate(buffer.items)] if buffer else []
        count = len(self.buffered) - len(kept)
        assert self.buffered[count:] == kept, "the buffer is not what was added"
        for index, start, item in self.buffered[:count]:
            self.settled = after(self.settled, "commit", [(index, start, start + len(item), [item])])
        self.buffered, self.acknowledged = kept, max(0, self.acknowledged - count)

    def open(self):
        rng, disk = self.rng, self.disk
        disk.fail_rate = 0 if self.calm else rng.choice((0, 0, .01, .05))
        disk.full_rate = rng.choice((0, 0, 0, .02))
        disk.cut_at = disk.steps + (rng.randrange(1, 40) if rng.random() < .5 else 10**6)
        self.store = None
        self.store = Store(disk, self.mutants, rng.choice((256, 600, 1500)))
        seen = contents(self.store)
        if not accepted(seen, self.allowed, self.extended):
            raise AssertionError(f"reopened with a wrong state: {seen[0].keys()} {len(seen[1])} items, allowed {[len(s[1]) for s in self.allowed]}")
        self.known(seen)
        self.extended = self.rotten = False
        disk.cut_at = disk.steps + rng.randrange(5, 250)

    def operation(self):
        """False when the store has been stopped."""
        chance, full = self.rng.random(), self.prefixes(self.settled)[-1]
        indexes = [i for i, v in full[0].items() if v != "dropped"]
        items = [self.rng.randbytes(self.rng.randrange(1, self.rng.choice((30, 200)))) for _ in range(self.rng.randrange(1, 6))]
        self.disk.full_rate = self.rng.choice((0, 0, .01)) if "two groups in flight" not in self.mutants else 0
        try:
            if chance < .4 or not indexes:
                for item in items:
                    self.add(item, self.rng.random() < .5)
            elif chance < .45:
                self.store.flush()
                self.take_over()
            elif chance < .75:
                if self.rng.random() < .2 and "two groups in flight" not in self.mutants:
                    self.disk.full_rate = .2    # so that it fails in more than one way
                self.commit(items, full)
            elif chance < .96:
                self.prune(self.rng.choice(indexes if self.rng.random() < .5 else indexes[-1:]), full)
            else:
                self.disk.full_rate = 0
                self.store.stop()
                self.take_over()
                return False
        except DiskFull:
            self.take_over()
            if contents(self.store) != self.settled:
                raise AssertionError("a group that failed is visible")
        self.allowed = self.prefixes(self.settled)
        return True

    def add(self, item, durable):
        index, start, _, _ = self.store.place([item])[0]
        self.allowed = self.prefixes(self.settled, [(index, start, item)])
        try:
            assert self.store.add(item, durable) == (index, start), "another location"
        except DiskFull:                        # it may have been buffered, but is not durable
            if self.store.buffer and self.store.buffer.items[-1] is item:
                self.buffered.append((index, start, item))
            raise
        self.buffered.append((index, start, item))
        if durable:
            self.acknowledged = len(self.buffered)
        self.take_over()
        self.allowed = self.prefixes(self.settled)

    def commit(self, items, full):
        parts = self.store.place(items)
        self.allowed = self.prefixes(self.settled) + [after(full, "commit", parts)]
        if "two groups in flight" in self.mutants:
            index, start, _, added = parts[0]
            self.allowed.append(after(full, "commit", [(index, start, start + len(added[0]), added[:1])]))
        self.store.commit(items)
        if self.store.buffer and self.store.buffer.items[-1] is items[-1]:
            index, start, _, _ = parts[0]
            for item in items:
                self.buffered.append((index, start, item))
                start += len(item)
            self.acknowledged = len(self.buffered)
            return self.take_over()
        self.take_over()
        self.settled = self.allowed[-1] if "two groups in flight" not in self.mutants else self.allowed[-2]

    def prune(self, index, full):
        trim, old = full[0][index]
        at, name = self.rng.randrange(trim, trim + len(old) + 1), self.rng.choice(("rtrim", "rtrim", "ltrim", "drop"))
        if name == "ltrim" and at == trim:
            return
        arguments = (index,) if name == "drop" else (index, at)
        self.disk.full_rate = 0
        self.allowed = self.prefixes(self.settled) + [after(full, name, *arguments)]
        apart = self.buffered and (index < self.buffered[0][0] or name == "ltrim" and (index, at) <= self.buffered[0][:2])
        if apart:                               # it may be done without a flush
            self.allowed += self.prefixes(after(self.settled, name, *arguments))
        getattr(self.store, name)(*arguments)
        self.take_over()
        self.settled = after(self.settled, name, *arguments)

    def stopped(self):
        if self.rng.random() < .1:
            wiped(self.disk)
            self.known(({}, []))
        elif self.rng.random() < .5:
            self.extended = True
            python_extends(self.disk, self.rng)
        if self.rng.random() < .3:
            raise PowerCut()

    def power_cut(self):
        if self.rng.random() < .1:              # only the process dies
            return
        self.disk.power_cut()
        if self.store and self.store.chain_length and self.rng.random() < .1:
            self.rotten = True
            rot(self.store, self.disk, self.rng)

    def failed(self):
        if "CLEAN after a failure" in self.mutants and self.store and self.rng.random() < .5:
            self.disk.cut_at, self.disk.fail_rate, self.disk.full_rate = 10**9, 0, 0
            self.store.append(self.store.newest, "CLEAN")
            self.disk.force(journal(self.store.newest))
        if self.rng.random() < .4:
            self.disk.power_cut()


def run(seed, mutants=()):
    """None, or what went wrong."""
    history = History(seed, mutants)
    for _ in range(9):
        try:
            try:
                history.open()
                while history.operation():
                    pass
                history.known(history.settled)
                history.stopped()
            except PowerCut:
                history.power_cut()
            except (ForceFailed, DiskFull):     # a full disk: of an opening
                history.failed()
        except (Damage, AssertionError, AttributeError, IndexError, KeyError, TypeError, struct.error) as problem:
            return None if history.rotten and isinstance(problem, Damage) else f"{type(problem).__name__}: {problem}"
    return None


# Two short histories for what random ones hardly meet: the session ends at each step of the second and the third part.

def lost_cut(disk, seed, mutants, first, second):
    """A recovery cuts the newest data file and only its process dies; the next session does nothing but stop; then the power goes."""
    store, items = Store(disk, mutants), [b"a" * 40, b"b" * 90]
    store.commit(items[:1])
    store.stop()
    store = Store(disk, mutants)                # now the last record is an OPEN
    old = contents(store)
    new = after(old, "commit", store.place(items[1:]))
    if interrupted(disk, first, lambda: store.commit(items[1:])):
        disk.power_cut()
    interrupted(disk, second, lambda: Store(disk, mutants))
    Store(disk, mutants).stop()
    disk.power_cut()
    return contents(Store(disk, mutants)) in (old, new)


def stray_file(disk, seed, mutants, first, second):
    """The write-ahead file of a store that was deleted by hand is found by a new one."""
    store = Store(disk, mutants)
    for number in range(1 + seed % 5):
        store.commit([b"a" * 40])
    store.add(b"b" * 20, True)
    store.stop()
    wiped(disk)
    for steps in (first, second):
        if interrupted(disk, steps, lambda: Store(disk, mutants)):
            disk.power_cut()
    return contents(Store(disk, mutants)) == ({}, [])


def interrupted(disk, steps, work):
    disk.cut_at = disk.steps + steps
    try:
        work()
        return False
    except PowerCut:
        return True
    finally:
        disk.cut_at = 10**9


def directed(mutants, seeds=20):
    """(runs, what went wrong)."""
    tasks = [(h, s, a, b) for h in (lost_cut, stray_file) for s in range(seeds) for a in range(1, 20) for b in range(1, 20)]
    bad = []
    for history, seed, first, second in tasks:
        try:
            if not history(Disk(random.Random(seed)), seed, mutants, first, second):
                bad.append((history.__name__, seed, first, second, "wrong contents"))
        except Damage as damage:
            bad.append((history.__name__, seed, first, second, str(damage)))
    return len(tasks), bad


MUTANTS = ("no item CRC", "ack before force", "data not forced", "journal not forced", "dir not forced", "two groups in flight",
           "OPEN not forced", "new segment begins with OPEN", "OPEN before the re-force", "last group not written again",
           "header not written again", "newest data file not forced", "last record not written again", "only-OPEN journal kept",
           "journal removed first", "other parts not checked",
           "parts name only those before", "trimmed items checked", "ltrim not forced", "rtrim truncates first",
           "trim record not forced", "trim not in newest journal", "drop without record", "newest dropped without a next",
           "CLEAN before force", "CLEAN after a failure", "adopted bytes not forced", "full disk not rolled back",
           "rollback not forced", "epoch ignored", "lsn ignored",
           "whole unwanted group kept", "ahead acknowledged before its force", "session goes on after a failed ahead force",
           "ahead checksum ignored", "ahead base lsn ignored", "ahead base epoch ignored", "ahead number ignored", "ahead from ignored",
           "ahead position not checked", "ahead entry not forced", "ahead entry forced by its creator only", "ahead used without a base",
           "pruning beside a chain", "CLEAN beside a chain", "ahead of an unsettled buffer", "OPEN is a base", "chain not begun at 0",
           "rollback ends the chain", "ahead read before the segments settle", "replay with OPEN in flight", "replay not forced",
           "replay of the first record only", "replay placed anew", "stray ahead file kept", "stray ahead file's removal not forced",
           "later ahead record not looked for", "proof of the chain ignored",
           "a transaction in two ahead records", "refused transaction left in the chain", "taking back not forced",
           "another buffer's bytes count as written behind", "bytes in a replaced file count as written behind",
           "bytes from before a rollback count as written behind", "a failed piece counts as written behind",
           "not forced if all is written behind")


# Not expected to be noticed by themselves, as another rule catches what they let through:
SECOND_LINES = {
    "epoch ignored": "a stale record has a lower lsn", "lsn ignored": "a stale record has another epoch",
    "ahead base epoch ignored": "no two settled records have the same lsn, and a new store removes a file that it finds",
    "ahead number ignored": "the base is that of one chain only", "ahead from ignored": "the base is that of one chain only",
    "ahead position not checked": "the base is the last settled record, so the chain begins at the end of the store",
}
TOGETHER = ("epoch ignored + lsn ignored", "ahead base epoch ignored + stray ahead file kept + proof of the chain ignored")
RARE = ("newest data file not forced", "stray ahead file's removal not forced")
BATCH, ENOUGH = 100, 10


def judge(task):
    return task[0], run(*task)


def main(count, mode=""):
    """mode: nothing, "mutants", or some of MUTANTS: ", " between two runs, " + " between those that act together.
    A mutant that has been noticed ENOUGH times is not run any longer."""
    broken = MUTANTS + TOGETHER if mode == "mutants" else mode.split(", ")
    with multiprocessing.Pool() as pool:
        for mutants in (tuple(filter(None, b.split(" + "))) for b in broken):
            bad, seeds = [], 0
            while seeds < int(count) and not (mutants and len(bad) >= ENOUGH):
                batch = range(seeds, min(seeds + BATCH, int(count)))
                bad += [(s, r) for s, r in pool.map(judge, ((s, mutants) for s in batch), 10) if r]
                seeds = batch.stop
            if mutants in ((), *((r,) for r in RARE)):
                runs, found = directed(mutants)
                print(f"{' + '.join(mutants) or 'protocol':44} directed {runs}  violations {len(found)}  {found[0] if found else ''}", flush=True)
            reason = SECOND_LINES.get(" + ".join(mutants), "") if not bad else ""
            print(f"{' + '.join(mutants) or 'protocol':44} seeds {seeds}  violations {len(bad)}  {min(bad) if bad else reason}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
