package dev.isochrone.consensus;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** A whole group that a test can treat badly: real members with real time, or a simulation. */
public interface GroupWorld extends AutoCloseable {
  List<MemberId> members();

  /** The member's present hold on the group; the last one if it is stopped. */
  Group<Note> group(MemberId member);

  /** The state of the member's present life. */
  Ledger ledger(MemberId member);

  /** What the member told its fault handler in this life. */
  Optional<Throwable> fault(MemberId member);

  /** Ends the member's life: what was not made durable is gone. */
  void stop(MemberId member);

  /** Ends all members' lives, as near to each other as can be. */
  void stopAll();

  /** Begins a new life of a stopped member. */
  void start(MemberId member);

  /** Whether the member's questions for terms, and those put to it, get through. */
  void questions(MemberId member, boolean getThrough);

  /** Lets time pass until the condition holds; fails if it takes too long. */
  void until(String what, BooleanSupplier condition);

  default <T> T result(CompletableFuture<T> future) {
    if (!future.isDone()) {
      until("an answer", future::isDone);
    }
    return future.join();
  }

  @Override
  void close();
}
