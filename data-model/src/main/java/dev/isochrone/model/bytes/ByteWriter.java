package dev.isochrone.model.bytes;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Stamp;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes the basic forms of docs/formats.md into a buffer that grows. One thread. */
public final class ByteWriter {
  private byte[] buffer;
  private int size;

  public ByteWriter() {
    this(64);
  }

  /** With room for {@code expected} bytes, so that it need not grow up to there. */
  public ByteWriter(int expected) {
    buffer = new byte[Math.max(16, expected)];
  }

  public int size() {
    return size;
  }

  public ByteWriter u8(int value) {
    room(1);
    buffer[size++] = (byte) value;
    return this;
  }

  public ByteWriter u16(int value) {
    return u8(value >>> 8).u8(value);
  }

  public ByteWriter u32(int value) {
    return u16(value >>> 16).u16(value);
  }

  public ByteWriter u64(long value) {
    return u32((int) (value >>> 32)).u32((int) value);
  }

  /** Unsigned LEB128: seven bits a byte, the low ones first. */
  public ByteWriter varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      u8((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    return u8((int) rest);
  }

  public ByteWriter hlc(HlcTimestamp at) {
    return u64(at.packed());
  }

  public ByteWriter origin(Origin origin) {
    return u32(origin.number());
  }

  public ByteWriter stamp(Stamp stamp) {
    return hlc(stamp.at()).origin(stamp.origin());
  }

  /** A length, then the bytes. */
  public ByteWriter bytes(Bytes value) {
    return varint(value.length()).raw(value);
  }

  /** A length, then UTF-8. */
  public ByteWriter string(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    return varint(utf8.length).raw(utf8, 0, utf8.length);
  }

  public ByteWriter raw(Bytes value) {
    return raw(value.shared(), 0, value.length());
  }

  public ByteWriter raw(byte[] from, int offset, int length) {
    room(length);
    System.arraycopy(from, offset, buffer, size, length);
    size += length;
    return this;
  }

  /** Overwrites four bytes written before, such as the room left for a checksum. */
  public ByteWriter putU32(int offset, int value) {
    for (int i = 0; i < 4; i++) {
      buffer[offset + i] = (byte) (value >>> (24 - 8 * i));
    }
    return this;
  }

  /** What was written, as an array of its own. */
  public byte[] toArray() {
    return Arrays.copyOf(buffer, size);
  }

  /** What was written, as a value. */
  public Bytes toBytes() {
    return Bytes.wrap(toArray());
  }

  private void room(int more) {
    if (size + more > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
    }
  }
}
