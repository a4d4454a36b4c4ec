package dev.isochrone.zone.store.transfer;

import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.zone.store.kv.KvChange;
import dev.isochrone.zone.store.kv.KvEntry;
import dev.isochrone.zone.store.kv.Space;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import org.jspecify.annotations.Nullable;

/** The reading end: gives entries, each verified, and after the last one knows the stream whole. */
final class StateReader {
  private final CRC32C crc = new CRC32C();
  private final DataInputStream in;
  private KvChange.@Nullable Put last;
  private long count;

  StateReader(InputStream stream) throws IOException {
    in = new DataInputStream(new CheckedInputStream(new BufferedInputStream(stream), crc));
    int format = in.readUnsignedByte();
    if (format != StateForm.FORMAT) {
      throw new IOException("a state in format " + format);
    }
  }

  /**
   * The next entry; empty at the end.
   *
   * @throws IOException if the stream ends early, or is not what was written
   */
  Optional<KvChange.Put> next() throws IOException {
    int number = in.readUnsignedByte();
    if (number == StateForm.END) {
      end();
      return Optional.empty();
    }
    Space space =
        Space.numbered(number).orElseThrow(() -> new IOException("a state with store " + number));
    KvEntry entry = new KvEntry(bytes(StateForm.KEY_BYTES_MAX), bytes(StateForm.VALUE_BYTES_MAX));
    try {
      StateForm.verify(space, entry);
    } catch (FormatException broken) {
      throw new IOException("a state with a broken entry in " + space.storeName(), broken);
    }
    KvChange.Put put = new KvChange.Put(space, entry.key(), entry.value());
    if (last != null && KvChange.ORDER.compare(last, put) >= 0) {
      throw new IOException("a state out of order in " + space.storeName());
    }
    last = put;
    count++;
    return Optional.of(put);
  }

  private void end() throws IOException {
    long said = in.readLong();
    int sum = (int) crc.getValue();
    if (said != count || sum != in.readInt()) {
      throw new IOException("a state that is not whole");
    }
    if (in.read() != -1) {
      throw new IOException("a state that goes on after its end");
    }
  }

  private Bytes bytes(int max) throws IOException {
    long length = 0;
    int b;
    int shift = 0;
    do {
      b = in.readUnsignedByte();
      length |= (long) (b & 0x7F) << shift;
      shift += 7;
    } while (b >= 0x80 && shift < 28);
    if (b >= 0x80 || length > max) {
      throw new IOException("a state with an entry that is too long");
    }
    byte[] content = in.readNBytes((int) length);
    if (content.length < length) {
      throw new EOFException("a state that ends inside an entry");
    }
    return Bytes.wrap(content);
  }
}
