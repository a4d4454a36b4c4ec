package dev.isochrone.model.bytes;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Stamp;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.Checksum;

/**
 * Writes the basic forms of docs/formats.md into a buffer that grows. One thread; good for one
 * value, which leaves without a copy if the expected size was the right one.
 */
public final class ByteWriter {
  private static final VarHandle U16 = bigEndian(short[].class);
  private static final VarHandle U32 = bigEndian(int[].class);
  private static final VarHandle U64 = bigEndian(long[].class);

  /** In the buffer's place once what was written has left. */
  private static final byte[] LEFT = new byte[0];

  private byte[] buffer;
  private int size;

  /** With room for a small form. */
  public ByteWriter() {
    this(64);
  }

  /** With room for {@code expected} bytes, so that it need not grow up to there. */
  public ByteWriter(int expected) {
    buffer = new byte[Math.max(16, expected)];
  }

  /** How many bytes {@link #varint} takes for this. */
  public static int varintBytes(long value) {
    return Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(value) + 6) / 7);
  }

  /** How many bytes were written. */
  public int size() {
    return size;
  }

  /** The low eight bits. */
  public ByteWriter u8(int value) {
    room(1);
    buffer[size++] = (byte) value;
    return this;
  }

  /** The low sixteen bits. */
  public ByteWriter u16(int value) {
    room(2);
    U16.set(buffer, size, (short) value);
    size += 2;
    return this;
  }

  /** Four bytes. */
  public ByteWriter u32(int value) {
    room(4);
    U32.set(buffer, size, value);
    size += 4;
    return this;
  }

  /** Eight bytes. */
  public ByteWriter u64(long value) {
    room(8);
    U64.set(buffer, size, value);
    size += 8;
    return this;
  }

  /**
   * Unsigned LEB128: seven bits a byte, the low ones first.
   *
   * @param value not negative
   */
  public ByteWriter varint(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("varint " + value);
    }
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      u8((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    return u8((int) rest);
  }

  /** A timestamp, in eight bytes. */
  public ByteWriter hlc(HlcTimestamp at) {
    return u64(at.packed());
  }

  /** An origin's number, in four bytes. */
  public ByteWriter origin(Origin origin) {
    return u32(origin.number());
  }

  /** A timestamp, then an origin. */
  public ByteWriter stamp(Stamp stamp) {
    return hlc(stamp.at()).origin(stamp.origin());
  }

  /** A length, then the bytes. */
  public ByteWriter bytes(Bytes value) {
    return varint(value.length()).raw(value);
  }

  /** A length, then what the other writer has written. */
  public ByteWriter bytes(ByteWriter value) {
    return varint(value.size).raw(value.buffer, 0, value.size);
  }

  /** A length, then UTF-8. */
  public ByteWriter string(String value) {
    byte[] utf8 = Utf8.encode(value);
    return varint(utf8.length).raw(utf8, 0, utf8.length);
  }

  /** The bytes, without their length. */
  public ByteWriter raw(Bytes value) {
    return raw(value.shared(), 0, value.length());
  }

  /** Part of an array, without its length. */
  public ByteWriter raw(byte[] from, int offset, int length) {
    room(length);
    System.arraycopy(from, offset, buffer, size, length);
    size += length;
    return this;
  }

  /** Overwrites four bytes written before, such as the room left for a checksum. */
  public ByteWriter putU32(int offset, int value) {
    if (offset < 0 || offset + 4 > size) {
      throw new IllegalArgumentException(offset + " of " + size + " bytes");
    }
    requireHere();
    U32.set(buffer, offset, value);
    return this;
  }

  /** Adds what was written from {@code from} on, up to and without {@code to}, to a checksum. */
  public ByteWriter sum(Checksum sum, int from, int to) {
    if (from < 0 || from > to || to > size) {
      throw new IllegalArgumentException(from + " to " + to + " of " + size + " bytes");
    }
    requireHere();
    sum.update(buffer, from, to - from);
    return this;
  }

  /** Part of an array, of which the reader keeps nothing. */
  @FunctionalInterface
  public interface Part<T> {
    T read(byte[] array, int offset, int length);
  }

  /** Lets a hash or the like read what was written, without a copy. */
  public <T> T lend(Part<T> reader) {
    requireHere();
    return reader.read(buffer, 0, size);
  }

  /** What was written, as an array of its own. The writer is done. */
  public byte[] toArray() {
    requireHere();
    byte[] whole = buffer.length == size ? buffer : Arrays.copyOf(buffer, size);
    buffer = LEFT;
    return whole;
  }

  /** What was written, as a value. The writer is done. */
  public Bytes toBytes() {
    return Bytes.wrap(toArray());
  }

  private static VarHandle bigEndian(Class<?> array) {
    return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.BIG_ENDIAN);
  }

  private void room(int more) {
    if (size + more > buffer.length) {
      requireHere();
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
    }
  }

  private void requireHere() {
    if (buffer == LEFT) {
      throw new IllegalStateException("what was written has left");
    }
  }
}
