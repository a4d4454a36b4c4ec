package dev.isochrone.model.bytes;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Stamp;
import dev.isochrone.model.bytes.FormatException.Problem;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Reads the basic forms of docs/formats.md. Total: each call gives a value or a {@link
 * FormatException}, whatever the bytes. One thread.
 */
public final class ByteReader {
  private static final VarHandle U16 = bigEndian(short[].class);
  private static final VarHandle U32 = bigEndian(int[].class);
  private static final VarHandle U64 = bigEndian(long[].class);

  private final byte[] buffer;
  private final int end;
  private int next;

  public ByteReader(Bytes from) {
    this(from.shared(), 0, from.length());
  }

  /**
   * Reads the {@code length} bytes from {@code offset} on; the array must stay as it is meanwhile.
   */
  public ByteReader(byte[] buffer, int offset, int length) {
    this.buffer = buffer;
    this.next = offset;
    this.end = offset + length;
  }

  /** How many bytes are left. */
  public int remaining() {
    return end - next;
  }

  /** 0 to 255. */
  public int u8() throws FormatException {
    need(1);
    return Byte.toUnsignedInt(buffer[next++]);
  }

  /** 0 to 65,535. */
  public int u16() throws FormatException {
    need(2);
    int value = Short.toUnsignedInt((short) U16.get(buffer, next));
    next += 2;
    return value;
  }

  /** Four bytes as they are; the top bit is the sign. See {@link #number}. */
  public int u32() throws FormatException {
    need(4);
    int value = (int) U32.get(buffer, next);
    next += 4;
    return value;
  }

  /** Eight bytes as they are; the top bit is the sign. See {@link #longNumber}. */
  public long u64() throws FormatException {
    need(8);
    long value = (long) U64.get(buffer, next);
    next += 8;
    return value;
  }

  /** An unsigned 32-bit number that our types bound by 2^31 - 1. */
  public int number(String what) throws FormatException {
    int value = u32();
    if (value < 0) {
      throw FormatException.malformed(what + " too large");
    }
    return value;
  }

  /** A sequence or a count in 64 bits, bounded by 2^63 - 1. */
  public long longNumber(String what) throws FormatException {
    long value = u64();
    if (value < 0) {
      throw FormatException.malformed(what + " too large");
    }
    return value;
  }

  /** Unsigned LEB128 in its shortest form, bounded by 2^63 - 1: at most nine bytes. */
  public long varint() throws FormatException {
    long value = 0;
    for (int shift = 0; shift < 63; shift += 7) {
      int b = u8();
      value |= (long) (b & 0x7F) << shift;
      if (b < 0x80) {
        if (b == 0 && shift > 0) {
          throw FormatException.malformed("varint not in its shortest form");
        }
        return value;
      }
    }
    throw FormatException.malformed("varint too long");
  }

  /**
   * A count of things of which each takes at least {@code bytesEach} bytes, so that it can't
   * promise more than there is.
   */
  public int count(int bytesEach) throws FormatException {
    long count = varint();
    if (count > remaining() / bytesEach) {
      throw new FormatException(Problem.TRUNCATED, "count beyond the end");
    }
    return (int) count;
  }

  /** A timestamp; its top bit is 0. */
  public HlcTimestamp hlc() throws FormatException {
    return new HlcTimestamp(longNumber("timestamp"));
  }

  /** The number of an origin, at least 1. */
  public Origin origin() throws FormatException {
    int number = number("origin");
    if (number == 0) {
      throw FormatException.malformed("origin 0");
    }
    return new Origin(number);
  }

  /** A timestamp, then an origin. */
  public Stamp stamp() throws FormatException {
    return new Stamp(hlc(), origin());
  }

  /** A length, then that many bytes. */
  public Bytes bytes() throws FormatException {
    return raw(count(1));
  }

  /** A length, then that many bytes of UTF-8. */
  public String string() throws FormatException {
    return text(count(1));
  }

  /** The next {@code length} bytes, as UTF-8. */
  public String text(int length) throws FormatException {
    need(length);
    String text = Utf8.decode(buffer, next, length);
    next += length;
    return text;
  }

  /** All that is left, as UTF-8. */
  public String restAsString() throws FormatException {
    return text(remaining());
  }

  /** The next {@code length} bytes, copied. */
  public Bytes raw(int length) throws FormatException {
    need(length);
    Bytes value = Bytes.wrap(Arrays.copyOfRange(buffer, next, next + length));
    next += length;
    return value;
  }

  /** All that is left. */
  public Bytes rest() throws FormatException {
    return raw(remaining());
  }

  /** A reader over the next {@code length} bytes, which this one skips. */
  public ByteReader part(int length) throws FormatException {
    need(length);
    ByteReader part = new ByteReader(buffer, next, length);
    next += length;
    return part;
  }

  /** Refuses a form number other than the one that this release reads. */
  public void format(int known, String form) throws FormatException {
    int format = u8();
    if (format != known) {
      throw new FormatException(Problem.NEWER_FORMAT, form + " in format " + format);
    }
  }

  /** Refuses bytes after the end of the form. */
  public void end(String form) throws FormatException {
    if (remaining() != 0) {
      throw FormatException.malformed(form + " with " + remaining() + " bytes too many");
    }
  }

  private static VarHandle bigEndian(Class<?> array) {
    return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.BIG_ENDIAN);
  }

  private void need(int length) throws FormatException {
    if (length > remaining()) {
      throw new FormatException(
          Problem.TRUNCATED, "ends " + (length - remaining()) + " bytes early");
    }
  }
}
