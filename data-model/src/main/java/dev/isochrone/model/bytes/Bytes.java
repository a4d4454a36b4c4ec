package dev.isochrone.model.bytes;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * An immutable sequence of bytes, ordered as unsigned numbers, first byte first; a prefix comes
 * before what it is a prefix of.
 */
public final class Bytes implements Comparable<Bytes> {
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] content;

  /** 0: not computed yet, or 0. Keys are looked up several times on their way. */
  private int hash;

  private Bytes(byte[] content) {
    this.content = content;
  }

  /** Takes the array over: the caller gives it up, and changes it no more. */
  public static Bytes wrap(byte[] content) {
    return content.length == 0 ? EMPTY : new Bytes(content);
  }

  /** A copy, for arrays that the caller goes on using. */
  public static Bytes copyOf(byte[] content) {
    return wrap(content.clone());
  }

  public int length() {
    return content.length;
  }

  public boolean isEmpty() {
    return content.length == 0;
  }

  /** The byte at {@code index}, 0 to 255. */
  public int at(int index) {
    return Byte.toUnsignedInt(content[index]);
  }

  /** The array itself, for codecs and stores, which read it and leave it as it is. */
  public byte[] shared() {
    return content;
  }

  public byte[] toArray() {
    return content.clone();
  }

  public Bytes slice(int from, int to) {
    return wrap(Arrays.copyOfRange(content, from, to));
  }

  public boolean startsWith(Bytes prefix) {
    return length() >= prefix.length()
        && Arrays.equals(content, 0, prefix.length(), prefix.content, 0, prefix.length());
  }

  @Override
  public int compareTo(Bytes that) {
    return Arrays.compareUnsigned(content, that.content);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(content, that.content);
  }

  @Override
  public int hashCode() {
    int known = hash;
    if (known == 0) {
      known = Arrays.hashCode(content);
      hash = known;
    }
    return known;
  }

  /** The length alone: content may be a user's data, and this text may reach a log. */
  @Override
  public String toString() {
    return length() + " bytes";
  }

  /** Lower-case hexadecimal, for people who asked for it. */
  public String toHex() {
    return HexFormat.of().formatHex(content);
  }
}
