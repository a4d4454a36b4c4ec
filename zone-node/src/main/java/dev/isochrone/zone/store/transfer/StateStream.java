package dev.isochrone.zone.store.transfer;

import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.zone.store.kv.KvEntry;
import dev.isochrone.zone.store.kv.KvSnapshot;
import dev.isochrone.zone.store.kv.Space;
import dev.isochrone.zone.store.kv.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.Queue;
import java.util.zip.CRC32C;

/** The writing end: turns a snapshot into the stream, a piece at a time, as it is read. */
final class StateStream extends InputStream {
  private static final int PIECE_BYTES = 64 << 10;

  private final KvSnapshot snapshot;
  private final Queue<Space> ahead = new ArrayDeque<>(Arrays.asList(Space.values()));
  private final CRC32C crc = new CRC32C();
  private Space space = Space.ROWS;
  private Iterator<KvEntry> entries = Collections.emptyIterator();
  private long count;
  private boolean ended;
  private byte[] piece;
  private int next;

  StateStream(KvSnapshot snapshot) {
    this.snapshot = snapshot;
    this.piece = sum(new ByteWriter().u8(StateForm.FORMAT)).toArray();
  }

  @Override
  public int read() throws IOException {
    return hasMore() ? Byte.toUnsignedInt(piece[next++]) : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!hasMore()) {
      return -1;
    }
    int n = Math.min(length, piece.length - next);
    System.arraycopy(piece, next, into, offset, n);
    next += n;
    return n;
  }

  private boolean hasMore() throws IOException {
    if (next == piece.length && !ended) {
      piece = write();
      next = 0;
    }
    return next < piece.length;
  }

  private byte[] write() throws IOException {
    ByteWriter out = new ByteWriter(PIECE_BYTES);
    while (out.size() < PIECE_BYTES) {
      if (entries.hasNext()) {
        entry(out, entries.next());
      } else if (!ahead.isEmpty()) {
        space = ahead.remove();
        entries = snapshot.from(space, Bytes.EMPTY);
      } else {
        ended = true;
        sum(out.u8(StateForm.END).u64(count));
        return out.u32((int) crc.getValue()).toArray();
      }
    }
    return sum(out).toArray();
  }

  private void entry(ByteWriter out, KvEntry entry) throws IOException {
    try {
      StateForm.verify(space, entry);
    } catch (FormatException broken) {
      throw new IOException(StoreException.damaged(space, broken));
    }
    out.u8(space.number()).bytes(entry.key()).bytes(entry.value());
    count++;
  }

  private ByteWriter sum(ByteWriter out) {
    return out.sum(crc, 0, out.size());
  }
}
