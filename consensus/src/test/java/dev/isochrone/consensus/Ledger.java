package dev.isochrone.consensus;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A replicated state for tests: the list of all that was applied. It checks what it is promised,
 * and remembers every broken promise. What is durable is said by hand, by {@link #persist}; a
 * restart is {@link #afterCrash}. Any thread may look.
 */
public final class Ledger implements ReplicatedState<Note> {
  /** One applied entry. */
  public record Line(LogPosition position, long stamp, String text) {}

  /** One call of {@link #leadership}. */
  public record Reign(long term, boolean leads, int linesBefore) {}

  private final List<Line> lines;
  private final int replayedFrom;
  private final List<Note> own = new ArrayList<>();
  private final List<Note> appended = new ArrayList<>();
  private final List<Reign> reigns = new ArrayList<>();
  private final List<String> broken = new ArrayList<>();
  private final AtomicBoolean busy = new AtomicBoolean();
  private int installs;
  private int durable;
  private int checkpointed;
  private LogPosition reached;
  private long lastStamp;
  private @Nullable String poison;

  public Ledger() {
    this(List.of());
  }

  private Ledger(List<Line> durableLines) {
    this.lines = new ArrayList<>(durableLines);
    this.replayedFrom = durableLines.size();
    this.durable = durableLines.size();
    this.reached = last(durableLines);
    this.lastStamp = durableLines.isEmpty() ? 0 : durableLines.get(durable - 1).stamp();
  }

  /** What a new life of this member begins with: only what was made durable. */
  public synchronized Ledger afterCrash() {
    Ledger next = new Ledger(lines.subList(0, durable));
    next.checkpointed = checkpointed;
    return next;
  }

  /** Makes everything applied so far outlive a crash; what was so before is checkpointed. */
  public synchronized void persist() {
    checkpointed = durable;
    durable = lines.size();
  }

  /**
   * Makes everything applied so far outlive a crash, in two copies: the log is not needed for it.
   */
  public synchronized void checkpoint() {
    durable = lines.size();
    checkpointed = durable;
  }

  /** From now on {@code apply} throws on this text. */
  public synchronized void poison(String text) {
    poison = text;
  }

  @Override
  public synchronized void onAppend(Note proposal) {
    lastStamp++;
    proposal.stamp(lastStamp);
    appended.add(proposal);
  }

  @Override
  public void apply(LogPosition position, ByteBuffer entry, @Nullable Note proposal) {
    takeTurn();
    try {
      line(new Line(position, Note.stamp(entry), Note.text(entry)), entry, proposal);
    } finally {
      busy.set(false);
    }
  }

  private synchronized void line(Line line, ByteBuffer entry, @Nullable Note proposal) {
    if (line.text().equals(poison)) {
      throw new IllegalStateException("poisoned: " + poison);
    }
    expect(line.position().isAfter(reached), line + " applied after " + reached);
    expect(entry.isReadOnly(), "entry can be written");
    if (!lines.isEmpty()) {
      expect(line.stamp() > lines.get(lines.size() - 1).stamp(), line + " has an old stamp");
    }
    if (proposal != null) {
      expect(proposal.text().equals(line.text()), line + " came with " + proposal);
      own.add(proposal);
    }
    lines.add(line);
    reached = line.position();
    lastStamp = Math.max(lastStamp, line.stamp());
  }

  @Override
  public void leadership(long term, boolean leads) {
    takeTurn();
    synchronized (this) {
      long before = reigns.isEmpty() ? 0 : reigns.get(reigns.size() - 1).term();
      expect(term >= before, "leadership of term " + term + " after " + before);
      expect(
          leads != (!reigns.isEmpty() && reigns.get(reigns.size() - 1).leads()),
          "leadership " + leads + " told twice");
      reigns.add(new Reign(term, leads, lines.size()));
    }
    busy.set(false);
  }

  @Override
  public synchronized LogPosition durableUpTo() {
    return last(lines.subList(0, durable));
  }

  @Override
  public synchronized LogPosition checkpointedUpTo() {
    return last(lines.subList(0, checkpointed));
  }

  @Override
  public synchronized StateSource export() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(lines.size());
      for (Line line : lines) {
        out.writeLong(line.position().term());
        out.writeLong(line.position().index());
        out.writeLong(line.stamp());
        out.writeUTF(line.text());
      }
    }
    return copy(reached, bytes.toByteArray());
  }

  @Override
  public void install(StateSource source) throws IOException {
    takeTurn();
    try (DataInputStream in = new DataInputStream(source.open())) {
      List<Line> read = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        LogPosition position = new LogPosition(in.readLong(), in.readLong());
        read.add(new Line(position, in.readLong(), in.readUTF()));
      }
      replace(read, source.position());
    } finally {
      busy.set(false);
    }
  }

  private synchronized void replace(List<Line> read, LogPosition position) {
    expect(position.isAfter(reached), "installed " + position + " over " + reached);
    lines.clear();
    lines.addAll(read);
    durable = read.size();
    checkpointed = durable;
    reached = position;
    lastStamp = read.isEmpty() ? 0 : read.get(read.size() - 1).stamp();
    installs++;
  }

  private static StateSource copy(LogPosition position, byte[] bytes) {
    return new StateSource() {
      @Override
      public LogPosition position() {
        return position;
      }

      @Override
      public InputStream open() {
        return new ByteArrayInputStream(bytes);
      }

      @Override
      public void close() {}
    };
  }

  private void takeTurn() {
    if (!busy.compareAndSet(false, true)) {
      synchronized (this) {
        broken.add("two calls at once");
      }
    }
  }

  private void expect(boolean holds, String otherwise) {
    if (!holds) {
      broken.add(otherwise);
    }
  }

  private static LogPosition last(List<Line> lines) {
    return lines.isEmpty() ? LogPosition.START : lines.get(lines.size() - 1).position();
  }

  public synchronized List<Line> lines() {
    return List.copyOf(lines);
  }

  public synchronized List<String> texts() {
    return lines.stream().map(Line::text).toList();
  }

  /** Applied since the start of this life, rather than found on the disk. */
  public synchronized List<String> textsOfThisLife() {
    return lines.subList(replayedFrom, lines.size()).stream().map(Line::text).toList();
  }

  /** The proposals that came back to apply as objects. */
  public synchronized List<Note> own() {
    return List.copyOf(own);
  }

  /** The proposals given to onAppend, in order. */
  public synchronized List<Note> appended() {
    return List.copyOf(appended);
  }

  public synchronized List<Reign> reigns() {
    return List.copyOf(reigns);
  }

  public synchronized Optional<Reign> lastReign() {
    return reigns.isEmpty() ? Optional.empty() : Optional.of(reigns.get(reigns.size() - 1));
  }

  public synchronized int installs() {
    return installs;
  }

  /** The promises that were not kept to this state. */
  public synchronized List<String> broken() {
    return List.copyOf(broken);
  }
}
