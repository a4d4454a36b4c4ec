package dev.isochrone.server.certificate;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;

/** The Distinguished Encoding Rules of X.690: as much of them as a certificate needs. */
final class Der {
  private static final int BOOLEAN = 0x01;
  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int OCTET_STRING = 0x04;
  private static final int OBJECT_ID = 0x06;
  private static final int UTC_TIME = 0x17;
  private static final int GENERALIZED_TIME = 0x18;
  private static final int SEQUENCE = 0x30;
  private static final int CONTEXT = 0x80;
  private static final int CONSTRUCTED = 0x20;

  private static final int SHORT_LENGTH_MAX = 0x7F;
  private static final int GENERALIZED_SINCE = 2050;

  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter GENERALIZED =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private Der() {}

  static byte[] sequence(byte[]... parts) {
    return tagged(SEQUENCE, joined(parts));
  }

  static byte[] yes() {
    return tagged(BOOLEAN, (byte) 0xFF);
  }

  static byte[] integer(BigInteger value) {
    return tagged(INTEGER, value.toByteArray());
  }

  static byte[] octets(byte[] content) {
    return tagged(OCTET_STRING, content);
  }

  /** Whole bytes. */
  static byte[] bits(byte[] content) {
    return tagged(BIT_STRING, joined(new byte[] {0}, content));
  }

  /** Of one byte, the first bit the highest; what follows the last set one is left away. */
  static byte[] bits(int highestFirst) {
    int unused = Integer.numberOfTrailingZeros(highestFirst);
    return tagged(BIT_STRING, (byte) unused, (byte) highestFirst);
  }

  /** An object identifier, such as {@code 2.5.29.17}. */
  static byte[] id(String dotted) {
    int[] arcs = Arrays.stream(dotted.split("\\.", -1)).mapToInt(Integer::parseInt).toArray();
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    writeArc(content, 40 * arcs[0] + arcs[1]);
    for (int i = 2; i < arcs.length; i++) {
      writeArc(content, arcs[i]);
    }
    return tagged(OBJECT_ID, content.toByteArray());
  }

  /** To the second; in two digits of the year till 2049, as RFC 5280 demands. */
  static byte[] time(Instant instant) {
    boolean late = instant.atOffset(ZoneOffset.UTC).getYear() >= GENERALIZED_SINCE;
    return tagged(
        late ? GENERALIZED_TIME : UTC_TIME,
        (late ? GENERALIZED : UTC).format(instant).getBytes(StandardCharsets.US_ASCII));
  }

  /** In place of the content's own tag. */
  static byte[] implicit(int number, byte[] content) {
    return tagged(CONTEXT | number, content);
  }

  /** Around the content's own tag. */
  static byte[] explicit(int number, byte[] content) {
    return tagged(CONTEXT | CONSTRUCTED | number, content);
  }

  static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] tagged(int tag, byte... content) {
    return joined(new byte[] {(byte) tag}, length(content.length), content);
  }

  private static byte[] length(int length) {
    if (length <= SHORT_LENGTH_MAX) {
      return new byte[] {(byte) length};
    }
    byte[] value = BigInteger.valueOf(length).toByteArray();
    byte[] digits = value[0] == 0 ? Arrays.copyOfRange(value, 1, value.length) : value;
    return joined(new byte[] {(byte) (0x80 | digits.length)}, digits);
  }

  /** In groups of seven bits, the highest first; all but the last have the eighth set. */
  private static void writeArc(ByteArrayOutputStream out, int arc) {
    for (int shift = 28; shift > 0; shift -= 7) {
      if (arc >>> shift != 0) {
        out.write(0x80 | (arc >>> shift & 0x7F));
      }
    }
    out.write(arc & 0x7F);
  }
}
