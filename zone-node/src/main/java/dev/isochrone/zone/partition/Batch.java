package dev.isochrone.zone.partition;

import dev.isochrone.consensus.Proposal;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.bytes.Bytes;
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
  private final byte[] entry;
  private @Nullable LogEntry stamped;

  /** A command, its bytes, and the one who waits for its reply. */
  record Pending(Command command, Bytes bytes, CompletableFuture<Reply> reply) {}

  Batch(List<Pending> pending) {
    this.pending = List.copyOf(pending);
    this.entry = LogEntryCodec.encode(pending.stream().map(Pending::bytes).toList());
  }

  @Override
  public byte[] entry() {
    return entry;
  }

  List<Command> commands() {
    return pending.stream().map(Pending::command).toList();
  }

  /**
   * Gives the entry its times, in its bytes and as a value. Called once, by the appending thread;
   * the log hands it on to the apply thread.
   */
  void stamp(HlcTimestamp at, HlcTimestamp closed) {
    LogEntryCodec.stamp(entry, at, closed);
    stamped = new LogEntry(at, closed, commands());
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
