package dev.isochrone.zone.partition;

import dev.isochrone.consensus.Proposal;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.hlc.TimeLimit;
import dev.isochrone.model.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the leader proposes as one entry: the queued commands, their bytes, and those who wait for
 * them. Stamped once, answered once.
 */
final class Batch implements Proposal {
  private final List<Pending> pending;
  private final List<Command> commands;
  private final byte[] entry;
  private @Nullable LogEntry stamped;

  /**
   * A command, its bytes, and the one who waits for its reply.
   *
   * @param limit when it is over, the command is not proposed any more; null: it may wait for ever
   */
  record Pending(
      Command command, Bytes bytes, @Nullable TimeLimit limit, CompletableFuture<Reply> reply) {

    boolean isLate() {
      return limit != null && limit.isOver();
    }
  }

  Batch(List<Pending> pending) {
    this.pending = List.copyOf(pending);
    List<Command> commands = new ArrayList<>(pending.size());
    List<Bytes> bytes = new ArrayList<>(pending.size());
    for (Pending one : pending) {
      commands.add(one.command());
      bytes.add(one.bytes());
    }
    this.commands = List.copyOf(commands);
    this.entry = LogEntryCodec.encode(bytes);
  }

  @Override
  public byte[] entry() {
    return entry;
  }

  List<Command> commands() {
    return commands;
  }

  /**
   * Gives the entry its times, in its bytes and as a value. Called once, by the appending thread;
   * the log hands it on to the apply thread.
   */
  void stamp(HlcTimestamp at, HlcTimestamp closed) {
    LogEntryCodec.stamp(entry, at, closed);
    stamped = new LogEntry(at, closed, commands);
  }

  /** The entry as it was stamped: the leader applies it without parsing its bytes. */
  LogEntry stamped() {
    if (stamped == null) {
      throw new IllegalStateException("applied, and never appended");
    }
    return stamped;
  }

  /** Answers everyone in the order of the commands. */
  void answer(List<Reply> replies) {
    for (int i = 0; i < replies.size(); i++) {
      pending.get(i).reply().complete(replies.get(i));
    }
  }

  /** Gives everyone who has no answer yet the same one. */
  void answerAll(Supplier<Reply> reply) {
    pending.forEach(waiting -> waiting.reply().complete(reply.get()));
  }
}
