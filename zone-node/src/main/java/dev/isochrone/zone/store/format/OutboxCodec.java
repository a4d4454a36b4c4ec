package dev.isochrone.zone.store.format;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.bytes.ByteReader;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.bytes.FormatException.Problem;
import dev.isochrone.model.row.Change;
import dev.isochrone.model.row.ChangeBatchCodec;
import dev.isochrone.zone.store.content.OutboxRecord;
import dev.isochrone.zone.store.kv.KvChange;
import dev.isochrone.zone.store.kv.KvEntry;
import dev.isochrone.zone.store.kv.Space;

/** The outbox in a store: docs/formats.md, sections 9 and 11. */
public final class OutboxCodec {
  private static final int LAST_OF_ENTRY = 1;

  private OutboxCodec() {}

  /** The key of a sequence: byte order is the order of the outbox. */
  public static Bytes key(long sequence) {
    return new ByteWriter(8).u64(sequence).toBytes();
  }

  public static KvChange put(OutboxRecord record) {
    Change change = record.change();
    ByteWriter body = new ByteWriter(change.bytesMax());
    body.hlc(record.closed()).u8(record.lastOfEntry() ? LAST_OF_ENTRY : 0);
    ChangeBatchCodec.change(body, change);
    Bytes key = key(change.sequence());
    return new KvChange.Put(Space.OUTBOX, key, Envelope.seal(Space.OUTBOX, key, body.toBytes()));
  }

  public static OutboxRecord read(KvEntry entry) throws FormatException {
    ByteReader key = new ByteReader(entry.key());
    long sequence = key.longNumber("sequence");
    key.end("outbox key");
    if (sequence == 0) {
      throw FormatException.malformed("sequence 0");
    }
    ByteReader in = Envelope.open(Space.OUTBOX, entry);
    HlcTimestamp closed = in.hlc();
    int flags = in.u8();
    if ((flags & ~LAST_OF_ENTRY) != 0) {
      throw new FormatException(Problem.NEWER_FORMAT, "outbox record with flags " + flags);
    }
    Change change = ChangeBatchCodec.change(sequence, in);
    in.end("outbox record");
    return new OutboxRecord(change, closed, (flags & LAST_OF_ENTRY) != 0);
  }
}
