package dev.isochrone.model.key;

import dev.isochrone.model.bytes.ByteReader;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.bytes.Utf8;
import dev.isochrone.model.table.TableSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The order-preserving bytes of keys: comparing encoded tuples as unsigned bytes compares the
 * tuples, and no encoded component is a prefix of another. Codes as in FoundationDB's tuple layer,
 * with a terminator of its own; see docs/formats.md, section 1.
 */
public final class KeyTuple {
  /** The longest encoded tuple. */
  public static final int BYTES_MAX = 4_096;

  private static final int BYTES = 0x01;
  private static final int STRING = 0x02;
  private static final int INT_ZERO = 0x14;
  private static final int FALSE = 0x26;
  private static final int TRUE = 0x27;
  private static final int UUID_CODE = 0x30;
  private static final int TIMESTAMP = 0x40;

  private static final int ESCAPED_ZERO = 0xFF;
  private static final int END = 0x01;

  private KeyTuple() {}

  /** The key's bytes; they may be longer than {@link #BYTES_MAX}, which the caller refuses. */
  public static Bytes encode(Key key) {
    ByteWriter out = new ByteWriter();
    key.parts().forEach(part -> encode(part, out));
    return out.toBytes();
  }

  /** Reads a whole tuple. */
  public static Key decode(Bytes bytes) throws FormatException {
    if (bytes.length() > BYTES_MAX) {
      throw FormatException.malformed("key of " + bytes.length() + " bytes");
    }
    ByteReader in = new ByteReader(bytes);
    List<KeyPart> parts = new ArrayList<>();
    while (in.remaining() > 0) {
      parts.add(part(in));
    }
    if (parts.isEmpty() || parts.size() > TableSpec.KEY_COLUMNS_MAX) {
      throw FormatException.malformed("key of " + parts.size() + " components");
    }
    return new Key(parts);
  }

  private static void encode(KeyPart part, ByteWriter out) {
    if (part instanceof KeyPart.Text text) {
      escaped(out.u8(STRING), Utf8.encode(text.value()));
    } else if (part instanceof KeyPart.Int64 number) {
      integer(out, number.value());
    } else if (part instanceof KeyPart.Bool bool) {
      out.u8(bool.value() ? TRUE : FALSE);
    } else if (part instanceof KeyPart.Binary binary) {
      escaped(out.u8(BYTES), binary.value().shared());
    } else if (part instanceof KeyPart.Uuid uuid) {
      out.u8(UUID_CODE)
          .u64(uuid.value().getMostSignificantBits())
          .u64(uuid.value().getLeastSignificantBits());
    } else if (part instanceof KeyPart.Timestamp timestamp) {
      out.u8(TIMESTAMP).u64(timestamp.micros() ^ Long.MIN_VALUE);
    } else {
      throw new AssertionError(part.type());
    }
  }

  private static void escaped(ByteWriter out, byte[] content) {
    int from = 0;
    for (int i = 0; i < content.length; i++) {
      if (content[i] == 0) {
        out.raw(content, from, i + 1 - from).u8(ESCAPED_ZERO);
        from = i + 1;
      }
    }
    out.raw(content, from, content.length - from).u8(0).u8(END);
  }

  private static void integer(ByteWriter out, long value) {
    int n = magnitudeBytes(value);
    out.u8(value < 0 ? INT_ZERO - n : INT_ZERO + n);
    // Minus one, as FoundationDB has it: then the low bytes of -255 to -1 are 00 to FE.
    long written = value < 0 ? value - 1 : value;
    for (int shift = 8 * (n - 1); shift >= 0; shift -= 8) {
      out.u8((int) (written >>> shift));
    }
  }

  /** How many bytes the magnitude takes; that of the least long, 2^63, takes eight. */
  private static int magnitudeBytes(long value) {
    long magnitude = value < 0 ? -value : value; // The least long stays, and is read unsigned.
    return (Long.SIZE - Long.numberOfLeadingZeros(magnitude) + 7) / 8;
  }

  private static KeyPart part(ByteReader in) throws FormatException {
    int code = in.u8();
    if (code >= INT_ZERO - 8 && code <= INT_ZERO + 8) {
      return new KeyPart.Int64(integer(in, code - INT_ZERO));
    }
    return switch (code) {
      case BYTES -> new KeyPart.Binary(Bytes.wrap(unescaped(in)));
      case STRING -> new KeyPart.Text(text(unescaped(in)));
      case FALSE -> new KeyPart.Bool(false);
      case TRUE -> new KeyPart.Bool(true);
      case UUID_CODE -> new KeyPart.Uuid(new UUID(in.u64(), in.u64()));
      case TIMESTAMP -> new KeyPart.Timestamp(in.u64() ^ Long.MIN_VALUE);
      default ->
          throw new FormatException(
              FormatException.Problem.NEWER_FORMAT, "key component of code " + code);
    };
  }

  private static long integer(ByteReader in, int signedLength) throws FormatException {
    int n = Math.abs(signedLength);
    long value = signedLength < 0 ? -1 : 0;
    for (int i = 0; i < n; i++) {
      value = value << 8 | in.u8();
    }
    if (signedLength < 0) {
      value++;
    }
    if (Long.signum(value) != Integer.signum(signedLength) || magnitudeBytes(value) != n) {
      throw FormatException.malformed("integer not in its shortest form, or beyond 64 bits");
    }
    return value;
  }

  private static byte[] unescaped(ByteReader in) throws FormatException {
    ByteWriter out = new ByteWriter();
    while (true) {
      int b = in.u8();
      if (b != 0) {
        out.u8(b);
        continue;
      }
      int mark = in.u8();
      if (mark == END) {
        return out.toArray();
      }
      if (mark != ESCAPED_ZERO) {
        throw FormatException.malformed("zero neither escaped nor the end");
      }
      out.u8(0);
    }
  }

  private static String text(byte[] content) throws FormatException {
    return Utf8.decode(content, 0, content.length);
  }
}
