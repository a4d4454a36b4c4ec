package dev.isochrone.consensus;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/** A proposal for tests: eight bytes for the leader's stamp, then a text. */
public final class Note implements Proposal {
  private final byte[] entry;

  public Note(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    this.entry = ByteBuffer.allocate(Long.BYTES + bytes.length).putLong(0).put(bytes).array();
  }

  @Override
  public byte[] entry() {
    return entry;
  }

  void stamp(long stamp) {
    ByteBuffer.wrap(entry).putLong(stamp);
  }

  public String text() {
    return text(ByteBuffer.wrap(entry));
  }

  public static long stamp(ByteBuffer entry) {
    return entry.getLong(entry.position());
  }

  public static String text(ByteBuffer entry) {
    byte[] bytes = new byte[entry.remaining() - Long.BYTES];
    entry.duplicate().position(entry.position() + Long.BYTES).get(bytes);
    return new String(bytes, UTF_8);
  }

  @Override
  public String toString() {
    return text();
  }
}
