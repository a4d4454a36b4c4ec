package dev.isochrone.cli.transfer.format;

import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The lines of a stream, as bytes, numbered from 1. A line ends with a line feed; a carriage return
 * before it is left in place. One that is too long is cut, and reading goes on behind it.
 *
 * <p>One thread at a time.
 */
public final class ByteLines {
  /** Longer than any row: a document of 1 MiB, all of it escaped as {@code \\u0000}. */
  static final int LINE_BYTES_MAX = 8 << 20;

  private static final int BUFFER_BYTES = 1 << 16;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final Deque<RawLine> returned = new ArrayDeque<>();
  private int from;
  private int to;
  private long taken;

  /** The caller closes the stream. */
  public ByteLines(InputStream in) {
    this.in = in;
  }

  /** The next line; empty at the end. What stands behind the last line feed is a line too. */
  Optional<RawLine> next() throws IOException {
    return returned.isEmpty() ? read() : Optional.of(returned.removeFirst());
  }

  /** Lines that were taken, ascending, and are to be taken again. */
  void giveBack(List<RawLine> lines) {
    for (int i = lines.size() - 1; i >= 0; i--) {
      returned.addFirst(lines.get(i));
    }
  }

  /** Passes over all lines before this one. */
  public void skipTo(long number) throws IOException {
    while (true) {
      Optional<RawLine> line = next();
      if (line.isEmpty()) {
        return;
      } else if (line.get().number() >= number) {
        giveBack(List.of(line.get()));
        return;
      }
    }
  }

  private Optional<RawLine> read() throws IOException {
    ByteWriter content = new ByteWriter();
    boolean whole = true;
    while (fill()) {
      int end = from;
      while (end < to && buffer[end] != '\n') {
        end++;
      }
      int room = LINE_BYTES_MAX - content.size();
      whole &= end - from <= room;
      content.raw(buffer, from, Math.min(end - from, room));
      boolean ended = end < to;
      from = ended ? end + 1 : end;
      if (ended) {
        return Optional.of(line(content.toBytes(), whole));
      }
    }
    return content.size() == 0 ? Optional.empty() : Optional.of(line(content.toBytes(), whole));
  }

  private RawLine line(Bytes content, boolean whole) {
    taken++;
    return new RawLine(taken, taken == 1 ? withoutMark(content) : content, whole);
  }

  /** Some editors begin a file so; it is no part of the first column's name. */
  private static Bytes withoutMark(Bytes content) {
    boolean marked = content.length() >= BYTE_ORDER_MARK.length;
    for (int i = 0; marked && i < BYTE_ORDER_MARK.length; i++) {
      marked = (byte) content.at(i) == BYTE_ORDER_MARK[i];
    }
    return marked ? content.slice(BYTE_ORDER_MARK.length, content.length()) : content;
  }

  private boolean fill() throws IOException {
    if (from < to) {
      return true;
    }
    from = 0;
    to = Math.max(0, in.read(buffer));
    return to > 0;
  }
}
