"""Executable specification of the commit protocol and of the write-ahead file (../design.md). power_cuts.py tests it on a simulated disk.

The docstrings state the invariant that each step relies on. `mutants` names rules to be broken, to show what each is for.

R1  Groups are strictly serial: nothing of the next record is written before the force of the one before it has returned.
R2  A record is appended to the newest journal only when all before it is on stable storage. Hence only the LAST record is in doubt.
R3  OPEN is on stable storage before the session writes, creates or cuts anything else than what recovery itself does.
R4  Recovery writes the last record again, whatever it is, and a COMMIT's ranges and headers too, and forces them,
    the newest data file and the directory, before OPEN.
R5  A segment that a group creates has a journal that begins with that COMMIT. One without a valid record, or with nothing but OPEN,
    is no segment yet: it is removed, its data file first (a data file alone looks like Python's), and the one before it is the newest.
R6  Every part of a group names all its parts; the group is whole only if each part's record and items are.
R7  RTRIM and DROP go to the NEWEST journal first (forced), then to the segment's own journal, then they are done.
R8  A failed force ends the session: no further record, not even CLEAN.

What is added waits in a buffer. The write-ahead file makes it durable without a group: one write, one force, no new record in a journal.
The *base* is (lsn, epoch) of the last record of the newest journal that is not an OPEN. A *chain* is what stands in the file from offset 0
on: records of one base and one index, numbered from 0, each beginning where the one before ends.

A1  What the buffer holds and the chain does not is written as the chain's next record and forced, then it is acknowledged.
A2  Only when all before the buffer is settled: the base has settled, and a chain begins exactly at the end of the store.
A3  The buffer's group is an ordinary one, of the whole buffer. It is the new base, and that alone makes the chain obsolete. The next begins at 0.
A4  No other record is written while a chain lives: the buffer is flushed first. An ltrim has no record.
A5  A group that is rolled back leaves the base, the buffer and the chain as they were.
A6  Recovery settles the segments, forces OPEN, then commits the chain of the store's base as one group at the same positions, and only
    then anybody reads or adds. OPEN is no base, so a cut in between repeats it. After CLEAN and ADOPT the file is not looked at.
    A bad record with a later one of its chain behind it is damage. A chain proves that its base had settled: a base that is not there, or
    whose group is not whole, is damage too, and nothing is cut.
A7  A failed force of the file ends the session, like any other (R8).
A8  What recovery reads from it may be in the page cache alone. It is in the segments, and forced, before anybody sees it.
A9  A store without journals removes a file that it finds, and forces that, before it has one: it belongs to a store that is gone.
A10 Name and length of the file are forced at its first use in a session.
A11 A small transaction may go into the chain: one record of what the buffer holds and the chain does not, and of its items. Nobody sees
    them and nothing is added behind them before it is forced; then they are in the buffer. If writing it fails, and the group that is
    tried instead too, the record is taken back, and that forced, before the transaction is told to have failed.

What a buffer holds may be written to the newest data file before its group is, unforced, at any time and as far as it goes.

W1  No record claims those bytes, and recovery cuts them off. The group leaves out only what was written of this very buffer, into this
    very file, since the last rollback; the file is forced even if nothing is left. Where one of it is in doubt, the group writes all.
W2  A buffer is never given up without a group and followed by a CLEAN: what had been written of it would be taken for another program's.
"""
import functools
import json
import struct
import zlib

HEADER, MAX_FILE = 24, 600                  # a small file, so that groups often span several
MAX_BUFFER = 400                            # small, so that buffers fill
GENESIS = bytes.fromhex("0dce8f37")
AHEAD = ".aiodiskdb.ahead"
DIRECTORY = "."                             # the name under which the directory is forced


class DiskFull(Exception): pass
class ForceFailed(Exception): pass
class Damage(Exception): pass


# ---------------------------------------------------------------- records

def crc(data): return zlib.crc32(data)      # stands in for CRC32C


class Record:
    """One journal record; `at` and `end` are its place in the journal. Every record carries lsn and epoch."""
    def __init__(self, **fields): self.__dict__.update(fields)

    def encoded(self):
        body = json.dumps({k: v for k, v in self.__dict__.items() if k not in ("at", "end")}).encode()
        framed = struct.pack("<BI", 0xA7, len(body)) + body
        return framed + struct.pack("<I", crc(framed))


@functools.lru_cache(4096)
def fields(body): return json.loads(body)


def decode(raw, at):
    if at + 9 > len(raw) or raw[at] != 0xA7:
        return None
    end = at + 9 + struct.unpack_from("<I", raw, at + 1)[0]
    if end > len(raw) or crc(raw[at:end - 4]) != struct.unpack_from("<I", raw, end - 4)[0]:
        return None
    return Record(**fields(raw[at + 5:end - 4]), at=at, end=end)


@functools.lru_cache(4096)
def parse(raw, mutants=()):
    """The valid records from the start on. What follows the last is a torn tail, unless a later record (higher lsn) is found in it:
    only the last record can be in doubt (R2), so that is damage. A lower or equal lsn, or a foreign epoch, is a stale record."""
    records, at, lsn, epoch = [], 0, -1, None
    while record := decode(raw, at):
        if record.lsn <= lsn and "lsn ignored" not in mutants:
            break
        if record.kind == "OPEN" or epoch is None:
            epoch = record.epoch
        elif record.kind in ("COMMIT", "CLEAN") and record.epoch != epoch and "epoch ignored" not in mutants:
            break
        records.append(record)
        at, lsn = record.end, record.lsn
    for later in range(at + 1, len(raw)):
        if raw[later] == 0xA7 and (record := decode(raw, later)) and record.lsn > lsn:
            raise Damage(f"bad record at {at}, valid one at {later}")
    return tuple(records)


def settled(index, records):
    """(end, items, dropped) of a segment, from its own journal."""
    end, items, dropped = 0, [], False
    for r in records:
        if r.kind == "COMMIT":
            position = r.start
            for size, checksum in r.items:
                items.append((position, size, checksum))
                position += size
            end = r.to
        elif r.kind == "ADOPT":
            end = r.to
        elif r.kind == "RTRIM" and r.index == index:
            end, items = r.at_position, [i for i in items if i[0] + i[1] <= r.at_position]
        elif r.kind == "DROP" and r.index == index:
            dropped = True
    return end, items, dropped


# ---------------------------------------------------------------- records of the write-ahead file

AHEAD_HEAD = struct.Struct("<BHQQIIIH")     # magic, number, lsn and epoch of the base, index, from, to, count of items


class AheadRecord:
    def __init__(self, number, base, index, start, items):
        self.number, self.base, self.index, self.start, self.items = number, base, index, start, items
        self.to = start + sum(map(len, items))

    def encoded(self):
        head = AHEAD_HEAD.pack(0xA8, self.number, *self.base, self.index, self.start, self.to, len(self.items))
        framed = head + b"".join(struct.pack("<HI", len(i), crc(i)) for i in self.items) + b"".join(self.items)
        return framed + struct.pack("<I", crc(framed))


def decode_ahead(raw, at, mutants=()):
    if at + AHEAD_HEAD.size > len(raw) or raw[at] != 0xA8:
        return None
    _, number, lsn, epoch, index, start, to, count = AHEAD_HEAD.unpack_from(raw, at)
    position = at + AHEAD_HEAD.size + 6 * count
    end = position + to - start + 4
    if to <= start or end > len(raw):
        return None
    if crc(raw[at:end - 4]) != struct.unpack_from("<I", raw, end - 4)[0] and "ahead checksum ignored" not in mutants:
        return None
    items = []
    for size, checksum in struct.iter_unpack("<HI", raw[at + AHEAD_HEAD.size:position]):
        items.append(raw[position:position + size])
        position += size
    record = AheadRecord(number, (lsn, epoch), index, start, items)
    record.end = end
    return record if record.to == to else None


def chain(raw, base, mutants=()):
    """The chain of this base. A record is written only when the one before is on stable storage, so a later one behind a bad one is damage."""
    def of_base(record):
        return (record.base[0] == base[0] or "ahead base lsn ignored" in mutants) and \
            (record.base[1] == base[1] or "ahead base epoch ignored" in mutants)

    records, at = [], 0
    while (record := decode_ahead(raw, at, mutants)) and of_base(record):
        if record.number != len(records) and "ahead number ignored" not in mutants:
            break
        if records and (record.index, record.start) != (records[-1].index, records[-1].to) and "ahead from ignored" not in mutants:
            break
        records.append(record)
        at = record.end
    for later in range(at, len(raw)):
        if raw[later] == 0xA8 and (record := decode_ahead(raw, later, mutants)) and of_base(record) and record.number > len(records) \
                and "later ahead record not looked for" not in mutants:
            raise Damage(f"bad record of the write-ahead file at {at}, valid one at {later}")
    return records


# ---------------------------------------------------------------- the protocol

def dat(index): return "data%05d.dat" % index
def journal(index): return "data%05d.journal" % index


class Buffer:
    """Items of one index, from `start` on. The first `ahead` of them are in the chain."""
    def __init__(self, index, start): self.index, self.start, self.items, self.ahead = index, start, [], 0

    def position(self, count): return self.start + sum(map(len, self.items[:count]))
    def end(self): return self.position(len(self.items))
    def parts(self): return [(self.index, self.start, self.end(), self.items)]


class Store:
    """`ahead_size` may differ from session to session: recovery reads the file that is there."""
    def __init__(self, disk, mutants=(), ahead_size=1000):
        self.disk, self.rng, self.mutants, self.lsn = disk, disk.rng, mutants, 0
        self.epoch = self.rng.getrandbits(64)
        self.buffer, self.behind, self.chain_length, self.chain_end = None, None, 0, 0
        self.ahead_size, self.ahead_prepared, self.doubtful = ahead_size, False, False
        early = self.chain_before_settling() if "ahead read before the segments settle" in mutants else None
        self.replay(self.recover(opening=True) if early is None else self.recover(opening=True) and early)

    # -- reading

    def indexes(self, suffix):
        return sorted(int(n[4:9]) for n in self.disk.names if n.startswith("data") and n.endswith(suffix))

    def records(self, index):
        found = parse(self.disk.read(journal(index)), self.mutants) if journal(index) in self.disk.names else []
        self.lsn = max([self.lsn] + [r.lsn for r in found])
        return found

    def trim_of(self, index):
        """The header is the authority for the trim offset: a rename is atomic, and Python trims without a journal."""
        raw = self.disk.read(dat(index))[:HEADER] if dat(index) in self.disk.names else b""
        return struct.unpack_from("<I", raw, 4)[0] if len(raw) == HEADER and raw[:4] == GENESIS and raw[8:] == bytes(16) else None

    def offset(self, index, position): return HEADER + position - self.trim_of(index)

    def bytes_at(self, index, position, size):
        start = self.offset(index, position)
        return self.disk.read(dat(index))[start:start + size]

    # -- writing

    def append(self, to_index, kind, **fields):
        self.lsn += 1
        record = Record(kind=kind, lsn=self.lsn, epoch=self.epoch, **fields)
        self.disk.write(journal(to_index), self.disk.length(journal(to_index)), record.encoded())
        return record

    def rewrite(self, index, record):
        """Dirties a record again: after a failed force it may be readable and yet not on the disk."""
        self.disk.write(journal(index), record.at, record.encoded())
        self.disk.truncate(journal(index), record.end)

    def create(self, index):
        self.disk.create(journal(index))
        self.disk.create(dat(index))
        self.disk.write(dat(index), 0, GENESIS + bytes(20))

    def place(self, items):
        """[(index, from, to, items)]: where the items go, behind what is buffered; one that does not fit opens the next index."""
        index, parts = self.newest, []
        if self.buffer:
            index, end = self.buffer.index, self.buffer.end()
        else:
            end = settled(index, self.records(index))[0]
            if dat(index) not in self.disk.names:       # only in a mutant: the newest always exists
                index, end = index + 1, 0
        used = end - (self.trim_of(index) or 0)
        for item in items:
            if used and used + len(item) > MAX_FILE:
                index, end, used = index + 1, 0, 0
            if not parts or parts[-1][0] != index:
                parts.append((index, end, end, []))
            parts[-1] = (index, parts[-1][1], end + len(item), parts[-1][3] + [item])
            end, used = end + len(item), used + len(item)
        return parts

    def write_group(self, parts, buffer=None, following=None):
        """Data and records in any order: the checksums decide (R6). Returns what is to be forced. `buffer`: where the group comes from;
        `following`: the next one, of which something may be written at once."""
        touched, written = [], self.take_behind(buffer)
        if parts[-1][0] > self.newest and "dir not forced" not in self.mutants:
            touched.append(DIRECTORY)
        opened = "new segment begins with OPEN" in self.mutants
        lsn, named, work = self.lsn + 1 + opened * len(parts), [p[:3] for p in parts], []
        for number, (index, start, to, content) in enumerate(parts):
            if index > self.newest:                     # R5: its journal begins with the COMMIT itself
                self.create(index)
                if opened:
                    self.append(index, "OPEN")
            record = Record(kind="COMMIT", lsn=lsn, epoch=self.epoch, start=start, to=to, items=[(len(i), crc(i)) for i in content],
                            parts=named[:number + 1] if "parts name only those before" in self.mutants else named)
            left = b"".join(content)[max(0, written - start) if number == 0 else 0:]
            work.append((dat(index), self.offset(index, to) - len(left), left))
            work.append((journal(index), self.disk.length(journal(index)), record.encoded()))
            omitted = {"data not forced": dat(index), "journal not forced": journal(index),
                       "not forced if all is written behind": "" if left else dat(index)}
            touched += [f for f in (dat(index), journal(index)) if f not in [omitted[m] for m in self.mutants if m in omitted]]
        for name, offset, data in self.rng.sample(work, len(work)):
            self.disk.write(name, offset, data)
            if following and following.index == parts[-1][0] == self.newest:
                self.write_behind(following)
        self.lsn, self.newest = lsn, parts[-1][0]
        return touched

    def group(self, *groups, buffer=None, following=None):
        """One group: written, forced in one round, and only then acknowledged (R1). More than one: only in a mutant."""
        lsn, touched, behind = self.lsn, [], self.behind
        try:
            for parts in groups:
                touched += self.write_group(parts, buffer, following)
        except DiskFull:                                # nothing was acknowledged: roll back as recovery does, then go on (A5)
            rate, self.disk.full_rate = self.disk.full_rate, 0
            if "full disk not rolled back" not in self.mutants:
                self.recover(unwanted=lsn + 1)
            self.disk.full_rate = rate
            if "bytes from before a rollback count as written behind" in self.mutants:
                self.behind = behind
            if "rollback ends the chain" in self.mutants:
                self.chain_length = self.chain_end = 0
            raise
        if "ack before force" not in self.mutants:
            self.disk.force(*dict.fromkeys(touched))

    def commit(self, items):
        """A transaction: what is buffered comes before it (A4), if it does not go into the chain (A11)."""
        if self.rng.random() < .6 and "two groups in flight" not in self.mutants and self.commit_ahead(items):
            return
        try:
            self.commit_group(items)
        except DiskFull:
            self.take_back()
            raise

    def commit_group(self, items):
        self.flush()
        if "two groups in flight" in self.mutants and len(items) > 1:
            parts = self.place(items)                   # the first item's group, then that of the others
            index, start, to, content = parts[0]
            first = (index, start, start + len(content[0]), content[:1])
            rest = [(index, first[2], to, content[1:])] if content[1:] else []
            return self.group([first], rest + parts[1:])
        self.group(self.place(items))

    def commit_ahead(self, items):
        """A11. Whether it is done."""
        parts, base = self.place(items), self.base()
        index, start, to, _ = parts[0]
        buffer = self.buffer or Buffer(index, start)
        if not base or len(parts) > 1 or index != buffer.index or to - buffer.start > MAX_BUFFER:
            return False
        contents = [buffer.items[buffer.ahead:] + items]
        if "a transaction in two ahead records" in self.mutants and len(items) > 1:
            contents = [buffer.items[buffer.ahead:] + items[:1], items[1:]]
        for content in contents:
            begin = buffer.position(buffer.ahead)
            record = AheadRecord(self.chain_length, base, index, begin, content)
            if self.chain_end + len(record.encoded()) > self.ahead_size:
                return False
            try:
                self.prepare_ahead()
                self.disk.write(AHEAD, self.chain_end, record.encoded())
            except DiskFull:
                self.doubtful = True
                return False
            self.disk.force(AHEAD)
            buffer.items[buffer.ahead:] = content
            self.buffer, buffer.ahead = buffer, len(buffer.items)
            self.chain_length, self.chain_end = self.chain_length + 1, self.chain_end + len(record.encoded())
        return True

    def take_back(self):
        """A11. The base may still be that of the record, which may be whole."""
        if self.doubtful and "refused transaction left in the chain" not in self.mutants:
            rate, self.disk.full_rate = self.disk.full_rate, 0
            self.disk.write(AHEAD, self.chain_end, bytes(AHEAD_HEAD.size))
            if "taking back not forced" not in self.mutants:
                self.disk.force(AHEAD)
            self.disk.full_rate = rate
        self.doubtful = False

    # -- the buffer and the write-ahead file

    def add(self, item, durable=False):
        """Where the item goes. It may be lost unless it is durable, or flushed later; but nothing behind it is kept then."""
        index, start, _, _ = self.place([item])[0]
        if self.buffer and (index != self.buffer.index or start + len(item) - self.buffer.start > MAX_BUFFER):
            if durable and "ahead of an unsettled buffer" in self.mutants:
                return self.add_unsettled(index, start, item)
            following = Buffer(index, start)
            following.items.append(item)
            self.flush(following)
        else:
            self.buffer = self.buffer or Buffer(index, start)
            self.buffer.items.append(item)
        self.write_behind(self.buffer)
        if durable:
            self.write_ahead()
        return index, start

    def write_behind(self, buffer):
        """W1. Now and then, and some bytes. A buffer that begins a file is left to its group."""
        if not buffer or buffer.index != self.newest or self.rng.random() < .5:
            return
        start = self.behind[1] if self.behind and self.behind[0] is buffer else buffer.start
        to = self.rng.choice((buffer.end(), self.rng.randint(start, buffer.end())))
        self.behind = None                              # a write that fails may have left anything
        if "a failed piece counts as written behind" in self.mutants:
            self.behind = buffer, to
        try:
            data = b"".join(buffer.items)[start - buffer.start:to - buffer.start]
            self.disk.write(dat(buffer.index), self.offset(buffer.index, start), data)
            self.behind = buffer, to
        except DiskFull:
            pass                                        # the group tries again, and tells

    def take_behind(self, buffer):
        """Up to where the group of this buffer need not be written any more (W1)."""
        behind, lax = self.behind, "another buffer's bytes count as written behind" in self.mutants
        if not lax:
            self.behind = None
        return behind[1] if behind and (behind[0] is buffer or lax) else 0

    def add_unsettled(self, index, start, item):        # a mutant: breaks A2
        rate, self.disk.full_rate = self.disk.full_rate, 0
        touched = self.write_group(self.buffer.parts())
        self.buffer, self.chain_length, self.chain_end = Buffer(index, start), 0, 0
        self.buffer.items.append(item)
        self.write_ahead()
        self.disk.force(*dict.fromkeys(touched))
        self.disk.full_rate = rate
        return index, start

    def base(self):
        """The file is of no use without one: recovery removes a journal with nothing but OPEN."""
        counted = [r for r in self.records(self.newest) if r.kind != "OPEN" or "OPEN is a base" in self.mutants]
        return (counted[-1].lsn, counted[-1].epoch) if counted else (0, 0) if "ahead used without a base" in self.mutants else None

    def write_ahead(self):
        """A1. What does not fit the file is flushed instead."""
        buffer, base = self.buffer, self.base()
        record = AheadRecord(self.chain_length, base, buffer.index, buffer.position(buffer.ahead), buffer.items[buffer.ahead:])
        if not base or self.chain_end + len(record.encoded()) > self.ahead_size:
            return self.flush()
        self.prepare_ahead()
        self.disk.write(AHEAD, self.chain_end, record.encoded())
        if "ahead acknowledged before its force" not in self.mutants:
            try:
                self.disk.force(AHEAD)
            except ForceFailed:
                if "session goes on after a failed ahead force" not in self.mutants:
                    raise
                self.disk.force(AHEAD)                  # a second force that succeeds proves nothing
        self.chain_length, self.chain_end, buffer.ahead = self.chain_length + 1, self.chain_end + len(record.encoded()), len(buffer.items)

    def prepare_ahead(self):
        """A10. That the file is there proves nothing: its creation may have run out of room, here or in an earlier one."""
        if not self.ahead_prepared:
            fresh = AHEAD not in self.disk.names
            if fresh:
                self.disk.create(AHEAD)
            length = self.disk.length(AHEAD)
            self.disk.write(AHEAD, length, bytes(max(0, self.ahead_size - length)))
            skipped = "ahead entry not forced" in self.mutants or "ahead entry forced by its creator only" in self.mutants and not fresh
            self.disk.force(AHEAD, *([] if skipped else [DIRECTORY]))
            self.ahead_prepared = True

    def flush(self, following=None):
        """A3. If it fails for want of room, buffer and chain stay (A5)."""
        if self.buffer:
            self.group(self.buffer.parts(), buffer=self.buffer, following=following)
            self.flushed(following)

    def flushed(self, following=None):
        self.buffer, self.chain_length = following, 0
        if "chain not begun at 0" not in self.mutants:
            self.chain_end = 0

    def flush_before_pruning(self, index, has_record, position=0):
        """A4. One of an older index needs no flush, but its record would be the base. Nor does an ltrim that leaves the buffer alone."""
        if self.buffer and not has_record and position <= self.buffer.start and self.rng.random() < .5:
            return
        if self.buffer and (index >= self.buffer.index or has_record and self.chain_length and "pruning beside a chain" not in self.mutants):
            self.flush()

    def rotate(self):
        """An empty new segment without a group: on stable storage before anything relies on it."""
        self.create(self.newest + 1)
        self.append(self.newest + 1, "OPEN")
        self.disk.force(dat(self.newest + 1), journal(self.newest + 1), DIRECTORY)
        self.newest += 1

    def rtrim(self, index, position):
        self.flush_before_pruning(index, True)
        if "rtrim truncates first" in self.mutants:
            self.disk.truncate(dat(index), self.offset(index, position))
        self.structural("RTRIM", index, at_position=position)

    def drop(self, index):
        """Without a next index, a reader of the data files alone (Python) would use the dropped number again."""
        self.flush_before_pruning(index, True)
        if index == self.newest and "newest dropped without a next" not in self.mutants:
            self.rotate()
        if "drop without record" in self.mutants:
            self.disk.unlink(dat(index))
            return self.disk.force(DIRECTORY)
        self.structural("DROP", index)

    def structural(self, kind, index, **fields):
        """R7: as the last record of the newest journal it is found by a recovery that looks at the tail only."""
        own_first = "trim not in newest journal" in self.mutants
        record = self.append(index if own_first else self.newest, kind, index=index, **fields)
        if "trim record not forced" not in self.mutants:
            self.disk.force(journal(index if own_first else self.newest))
        self.do_structural(record)

    def do_structural(self, record):
        """Idempotent, so that recovery may do it again. The segment's own journal gets a copy with the same lsn."""
        index, touched = record.index, []
        if index != self.newest and "trim not in newest journal" not in self.mutants:
            own = self.records(index)
            before = [r for r in own if r.lsn < record.lsn][-1]
            self.disk.truncate(journal(index), before.end)
            self.disk.write(journal(index), before.end, record.encoded())
            touched.append(journal(index))
        if record.kind == "DROP":
            self.disk.unlink(dat(index))
            touched.append(DIRECTORY)
        else:
            self.disk.truncate(dat(index), self.offset(index, record.at_position))
            touched.append(dat(index))
        self.disk.force(*touched)

    def ltrim(self, index, position):
        """Needs no record: old or new by the rename, and the header tells which."""
        self.flush_before_pruning(index, False, position)
        temporary = ".tmp." + dat(index)
        kept = self.disk.read(dat(index))[self.offset(index, position):]
        self.write_behind(self.buffer)                  # into the file that is going to be replaced
        self.disk.create(temporary)
        self.disk.write(temporary, 0, GENESIS + struct.pack("<I", position) + bytes(16) + kept)
        if "ltrim not forced" not in self.mutants:
            self.disk.force(temporary)
        self.disk.rename(temporary, dat(index))
        if "bytes in a replaced file count as written behind" not in self.mutants:
            self.behind = None
        self.disk.force(DIRECTORY)

    def stop(self):
        """CLEAN comes after the last group's force, like every record (R2)."""
        kept = self.chain_length and "CLEAN beside a chain" in self.mutants
        touched = self.write_group(self.buffer.parts(), self.buffer) if self.buffer and not kept else []
        if "CLEAN before force" not in self.mutants:
            self.disk.force(*touched)
            touched = []
        self.append(self.newest, "CLEAN")
        self.disk.force(*dict.fromkeys(touched + [journal(self.newest)]))
        self.flushed()

    # -- recovery

    def recover(self, opening=False, unwanted=-1):
        """Looks at the tail only; can be cut at any step and begun again. Returns the chain that is to be committed, at an opening.
        In a running store the group that failed is not wanted even if it is whole: it will be written again, or was refused."""
        for name in [n for n in self.disk.names if n.startswith(".tmp.")]:
            self.disk.unlink(name)
        self.behind = None
        rolled_back = set()
        while True:
            self.newest = max((i for i in self.indexes(".journal") if self.records(i)), default=-1)
            records = self.records(self.newest)
            last = records[-1] if records else None
            if last is None or last.kind in ("CLEAN", "ADOPT"):
                break
            bad = last.kind == "COMMIT" and last.lsn != unwanted and not self.whole(last)
            self.require_unsettled(last, bad)
            self.remove([i for i in set(self.indexes(".dat")) | set(self.indexes(".journal")) if i > self.newest])
            if all(r.kind == "OPEN" for r in records) and "only-OPEN journal kept" not in self.mutants:
                self.remove([self.newest])              # R5: nothing was ever settled in it; look at the one before
            elif bad or last.kind == "COMMIT" and last.lsn == unwanted and "whole unwanted group kept" not in self.mutants:
                rolled_back.add(last.lsn)
                if len(rolled_back) > 1:
                    raise Damage("more than one group is not whole")
                self.roll_back(last)
            else:
                break
        if last:
            self.settle(last)
        elif AHEAD in self.disk.names and "stray ahead file kept" not in self.mutants:
            self.disk.unlink(AHEAD)
            if "stray ahead file's removal not forced" not in self.mutants:
                self.disk.force(DIRECTORY)              # A9: not in one round with the first journal, which could survive alone
        unclean = last is not None and last.kind not in ("CLEAN", "ADOPT")
        if not unclean:
            self.adopt()
        if self.newest < 0:
            self.create_first()
            return []
        found = self.live_chain() if opening and unclean else []
        self.epoch = self.rng.getrandbits(64)
        self.append(self.newest, "OPEN")
        if "OPEN not forced" not in self.mutants and not (found and "replay with OPEN in flight" in self.mutants):
            self.disk.force(journal(self.newest))
        return found

    def require_unsettled(self, last, bad):
        """Before anything is cut. Only one group can be in doubt (R2), and none that a chain builds on (A2)."""
        first = decode_ahead(self.disk.read(AHEAD), 0) if AHEAD in self.disk.names else None
        if first and first.base[0] > last.lsn - bad and "proof of the chain ignored" not in self.mutants:
            raise Damage("a chain builds on what is not there, or not whole")
        if bad:
            if any((self.trim_of(index) or 0) > start for index, start, _ in last.parts):
                raise Damage("the last group is not whole, and had settled before an ltrim")
            for index in reversed([i for i in self.indexes(".journal") if i <= self.newest]):
                before = [r for r in self.records(index) if r.lsn < last.lsn]
                if before and before[-1].kind == "COMMIT" and not self.whole(before[-1]):
                    raise Damage("the last group but one is not whole either")
                if before:
                    return

    def live_chain(self):
        """A6. The base is known only when the segments are settled."""
        base = self.base()
        return chain(self.disk.read(AHEAD), base, self.mutants) if base and AHEAD in self.disk.names else []

    def chain_before_settling(self):                    # a mutant
        self.newest = max((i for i in self.indexes(".journal") if self.records(i)), default=-1)
        return self.live_chain() if self.newest >= 0 else []

    def replay(self, records):
        """A6. One group at the same positions, wherever the items would go now."""
        if "replay of the first record only" in self.mutants:
            records = records[:1]
        if not records:
            return
        first, items = records[0], [i for r in records for i in r.items]
        end = settled(self.newest, self.records(self.newest))[0]
        if (first.index, first.start) not in ((self.newest, end), (self.newest + 1, 0)) and "ahead position not checked" not in self.mutants:
            raise Damage("the chain does not begin at the end of the store")
        parts = self.place(items) if "replay placed anew" in self.mutants else [(first.index, first.start, records[-1].to, items)]
        touched = self.write_group(parts)
        if "replay not forced" not in self.mutants:
            self.disk.force(*dict.fromkeys(touched))

    def create_first(self):
        """R3: a lone data file would look like Python's, so the journal is on stable storage before it exists."""
        self.newest = 0
        self.disk.create(journal(0))
        self.append(0, "OPEN")
        if "OPEN not forced" not in self.mutants:
            self.disk.force(journal(0), DIRECTORY)
        self.disk.create(dat(0))
        self.disk.write(dat(0), 0, GENESIS + bytes(20))
        self.disk.force(dat(0), DIRECTORY)

    def part_record(self, commit, index):
        return next((r for r in self.records(index) if r.kind == "COMMIT" and (r.lsn, r.epoch) == (commit.lsn, commit.epoch)), None)

    def whole(self, commit):
        """R6. Items that begin left of the trim offset were cut by a later ltrim: they are settled and cannot be checked."""
        for index, start, to in commit.parts:
            if "other parts not checked" in self.mutants and index != self.newest:
                continue
            part, trim = self.part_record(commit, index), self.trim_of(index)
            if part is None or trim is None or self.disk.length(dat(index)) < self.offset(index, to):
                return False
            for position, size, checksum in settled(index, [part])[1]:
                if position < trim and "trimmed items checked" not in self.mutants or "no item CRC" in self.mutants:
                    continue
                if position < trim or crc(self.bytes_at(index, position, size)) != checksum:
                    return False
        return True

    def roll_back(self, commit):
        """Any order will do: until the last step one part at least is missing, so a next recovery goes on with it."""
        touched, unborn = [], []
        for index, start, to in commit.parts:
            kept = [r for r in self.records(index) if r.lsn < commit.lsn]
            if all(r.kind == "OPEN" for r in kept):
                unborn.append(index)
                continue
            self.disk.truncate(journal(index), kept[-1].end)
            self.disk.truncate(dat(index), self.offset(index, start))
            touched += [dat(index), journal(index)]
        if "rollback not forced" not in self.mutants:
            self.disk.force(*touched)
        self.remove(unborn)

    def remove(self, indexes):
        """R5: a data file without a journal would look like Python's."""
        kinds = (journal, dat) if "journal removed first" in self.mutants else (dat, journal)
        for kind in kinds:
            doomed = [kind(i) for i in indexes if kind(i) in self.disk.names]
            for name in self.rng.sample(doomed, len(doomed)):
                self.disk.unlink(name)
            if doomed and "rollback not forced" not in self.mutants:
                self.disk.force(DIRECTORY)

    def settle(self, last):
        """R4: what can be read may be in the page cache alone, so it is written again and forced; then the tail is cut."""
        newest, touched = self.newest, [DIRECTORY]
        if dat(newest) in self.disk.names and "newest data file not forced" not in self.mutants:
            touched.append(dat(newest))                 # an earlier recovery may have cut it without getting it forced
        parts = last.parts if last.kind == "COMMIT" else []
        for index, start, to in parts:
            start = max(start, self.trim_of(index))
            if "last group not written again" not in self.mutants:
                if "header not written again" not in self.mutants:
                    self.disk.write(dat(index), 0, self.disk.read(dat(index))[:HEADER])
                if to > start:
                    self.disk.write(dat(index), self.offset(index, start), self.bytes_at(index, start, to - start))
                self.rewrite(index, self.part_record(last, index))
            touched += [dat(index), journal(index)]
        if not parts and "last record not written again" not in self.mutants:
            self.rewrite(newest, last)
        self.disk.truncate(journal(newest), last.end)
        touched = dict.fromkeys(touched + [journal(newest)])
        if "OPEN before the re-force" not in self.mutants:
            self.disk.force(*touched)
        if last.kind in ("CLEAN", "ADOPT"):
            return
        if last.kind in ("RTRIM", "DROP"):
            self.do_structural(last)
        end = self.offset(newest, settled(newest, self.records(newest))[0]) if dat(newest) in self.disk.names else 0
        if self.disk.length(dat(newest)) < end:
            raise Damage("data file shorter than its settled end")
        if self.disk.length(dat(newest)) > end:
            self.disk.truncate(dat(newest), end)
            self.disk.force(dat(newest))

    def adopt(self):
        """Bytes another program appended after CLEAN. Ascending; forced before ADOPT vouches for them; OPEN comes after the last."""
        for index in [i for i in self.indexes(".journal") if i > self.newest]:
            self.disk.unlink(journal(index))            # torn by a power cut in here
        for index in [i for i in self.indexes(".dat") if i >= self.newest]:
            if self.trim_of(index) is None:
                self.remove([index])                    # unreadable: to the quarantine
                continue
            known = settled(index, self.records(index))[0]
            end = self.trim_of(index) + self.disk.length(dat(index)) - HEADER
            if index == self.newest and end <= known:
                continue
            if "adopted bytes not forced" not in self.mutants:
                start = known if index == self.newest else self.trim_of(index)
                self.disk.write(dat(index), 0, self.disk.read(dat(index))[:HEADER])
                self.disk.write(dat(index), self.offset(index, start), self.bytes_at(index, start, end - start))
                self.disk.force(dat(index), DIRECTORY)
            if index > self.newest:
                self.disk.create(journal(index))
            self.append(index, "ADOPT", start=known, to=end)
            self.disk.force(journal(index), DIRECTORY)
            self.newest = index
