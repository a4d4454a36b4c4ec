package dev.isochrone.replication;

import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.model.row.OriginPartition;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * A receiving region of one partition: its log applies in order, and forgets an end of itself in a
 * crash.
 */
final class LoneLog implements LinkWorld.Receiving {
  private record Entry(ChangeBatch batch, Consumer<Outcome<Inbox.Applied>> answer) {}

  private final Simulation world;
  private final ModelInbox inbox;
  private final Deque<Entry> entries = new ArrayDeque<>();
  private boolean badWeather = true;

  LoneLog(Simulation world, ModelOutbox outbox) {
    this.world = world;
    this.inbox = new ModelInbox(outbox);
  }

  @Override
  public Taking stream(OriginPartition origin) {
    return new Taking() {
      @Override
      public void standing(Consumer<Outcome<Long>> answer) {
        answer.accept(
            badWeather && world.chance(10)
                ? Outcome.refused(Refusal.of(RefusalCode.NO_LEADER, "an election"))
                : Outcome.done(inbox.cursor()));
      }

      @Override
      public void propose(ChangeBatch batch, Consumer<Outcome<Inbox.Applied>> answer) {
        if (badWeather && world.chance(2)) {
          answer.accept(Outcome.refused(Refusal.of(RefusalCode.OVERLOADED, "full")));
          return;
        }
        entries.add(new Entry(batch, answer));
        world.after(world.between(500, 10_000), LoneLog.this::applyNext);
      }

      @Override
      public void abandon() {} // Nothing waits here: what is proposed is on its way.

      @Override
      public void gone() {}
    };
  }

  private void applyNext() {
    if (!entries.isEmpty()) {
      Entry next = entries.removeFirst();
      Inbox.Applied applied = inbox.apply(next.batch());
      world.log(String.valueOf(applied));
      next.answer().accept(Outcome.done(applied));
    }
  }

  @Override
  public void crash() {
    for (int lost = world.random().nextInt(entries.size() + 1); lost > 0; lost--) {
      entries.removeLast();
    }
  }

  @Override
  public void heal() {
    badWeather = false;
  }

  @Override
  public boolean has(OriginPartition origin, Announced all) {
    return inbox.cursor() == all.sequence() && inbox.frontier().equals(all.closed());
  }
}
