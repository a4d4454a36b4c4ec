package dev.isochrone.region.store;

import dev.isochrone.consensus.LogPosition;
import dev.isochrone.consensus.ReplicatedState;
import dev.isochrone.consensus.StateSource;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.region.directory.Reply;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a directory's log drives: applies commands in order, and every so often keeps the whole
 * state in a checkpoint, since it is small; the log after it is replayed. The log's threads alone
 * change it; any thread may look at the state.
 *
 * <p>Invariant: the checkpoint is never ahead of the log, and what is not in it is in the log.
 */
public final class DirectoryLog<C, S> implements ReplicatedState<DirectoryProposal<S>> {
  /** A checkpoint is a few fsyncs; so many commands are replayed within milliseconds. */
  public static final int CHECKPOINT_EVERY = 64;

  private final Machine<C, S> machine;
  private final Shelf<S> shelf;
  private final CheckpointCodec<S> codec;

  private volatile Kept<S> current;
  private volatile LogPosition durable;
  private int sinceCheckpoint;

  private DirectoryLog(Machine<C, S> machine, Shelf<S> shelf, Kept<S> found) {
    this.machine = machine;
    this.shelf = shelf;
    this.codec = new CheckpointCodec<>(machine);
    this.current = found;
    this.durable = found.position();
  }

  /**
   * The directory as its checkpoint has it.
   *
   * @throws IOException the checkpoint can't be read
   */
  public static <C, S> DirectoryLog<C, S> open(Machine<C, S> machine, Shelf<S> shelf)
      throws IOException {
    return new DirectoryLog<>(machine, shelf, shelf.load());
  }

  /** The state as it is here now. */
  public S state() {
    return current.state();
  }

  /** The state, with the position that it is at. */
  public Kept<S> kept() {
    return current;
  }

  /**
   * A proposal of this command.
   *
   * @throws IllegalArgumentException its bytes would not be read back as what it is: in the log it
   *     would stop every member, one life after the other
   */
  DirectoryProposal<S> proposal(C command) {
    Bytes bytes = machine.commands().encode(command);
    try {
      if (!machine.commands().decode(bytes).equals(command)) {
        throw new IllegalArgumentException("a command that is another one in the log");
      }
    } catch (FormatException unreadable) {
      throw new IllegalArgumentException(
          "a command that the log could not be read with", unreadable);
    }
    return new DirectoryProposal<>(bytes.toArray());
  }

  /** Commands carry all that they need: nothing is stamped. */
  @Override
  public void onAppend(DirectoryProposal<S> proposal) {}

  @Override
  public void apply(
      LogPosition position, ByteBuffer entry, @Nullable DirectoryProposal<S> proposal) {
    Kept<S> before = current;
    if (!position.isAfter(before.position())) {
      throw new IllegalStateException(position + " applied after " + before.position());
    }
    Reply<S> reply = machine.apply().apply(before.state(), parsed(entry));
    current = new Kept<>(position, reply.state());
    if (++sinceCheckpoint >= CHECKPOINT_EVERY) {
      checkpoint();
    }
    if (proposal != null) {
      proposal.applied(reply);
    }
  }

  @Override
  public void leadership(long term, boolean leads) {}

  @Override
  public LogPosition durableUpTo() {
    return durable;
  }

  /** A checkpoint is synced and renamed whole: there is nothing that would be lost before it. */
  @Override
  public LogPosition checkpointedUpTo() {
    return durable;
  }

  @Override
  public StateSource export() {
    Kept<S> whole = current;
    byte[] bytes = codec.encode(whole).toArray();
    return new StateSource() {
      @Override
      public LogPosition position() {
        return whole.position();
      }

      @Override
      public InputStream open() {
        return new ByteArrayInputStream(bytes);
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void install(StateSource source) throws IOException {
    try (InputStream in = source.open()) {
      current = codec.decode(Bytes.wrap(in.readAllBytes()));
    } catch (FormatException damaged) {
      throw new IOException("a state that can't be read", damaged);
    }
    checkpoint();
  }

  /** A member whose disk refuses must not go on as if it kept what it acknowledges. */
  private void checkpoint() {
    Kept<S> whole = current;
    try {
      shelf.save(whole);
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
    durable = whole.position();
    sinceCheckpoint = 0;
  }

  /** What stands in the own log was written by this code or an older one. */
  private C parsed(ByteBuffer entry) {
    byte[] bytes = new byte[entry.remaining()];
    entry.get(bytes);
    try {
      return machine.commands().decode(Bytes.wrap(bytes));
    } catch (FormatException unreadable) {
      throw new IllegalStateException("an entry of the own log can't be read", unreadable);
    }
  }
}
