package dev.isochrone.chaos.told;

import dev.isochrone.chaos.history.Action;
import dev.isochrone.chaos.history.Answer;
import dev.isochrone.chaos.history.Cell;
import dev.isochrone.chaos.history.Client;
import dev.isochrone.chaos.history.Ending;
import dev.isochrone.chaos.history.History;
import dev.isochrone.chaos.history.HybridTime;
import dev.isochrone.chaos.history.Level;
import dev.isochrone.chaos.history.Operation;
import dev.isochrone.chaos.history.Provenance;
import dev.isochrone.chaos.history.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Histories of a register that is in order, since it does one thing after the other: each process
 * asks when it has been answered, each operation takes effect at an instant between, and those
 * instants are the order. Some answers get lost, and with some of these the operation too.
 */
public final class Drawn {
  /**
   * What to draw.
   *
   * @param unknownPercent operations whose answers get lost
   * @param refusedPercent operations that are refused
   * @param versioned whether answers name versions
   */
  public record Shape(
      int processes,
      int operations,
      int keys,
      int unknownPercent,
      int refusedPercent,
      boolean versioned) {
    /** Few enough to try all orders. */
    public static final Shape SMALL = new Shape(3, 6, 1, 20, 5, /* versioned= */ true);
  }

  private static final class Row {
    Optional<Cell> cell = Optional.empty();

    /** What somebody was told last: what conditions are made of. */
    Optional<Version> told = Optional.empty();
  }

  private record Plan(
      Client client, String key, Kind kind, Fate fate, long from, long effect, long to) {}

  private enum Fate {
    ANSWERED,
    REFUSED,
    LOST_WITH_ITS_ANSWER,
    ANSWER_LOST;

    boolean isDone() {
      return this == ANSWERED || this == ANSWER_LOST;
    }
  }

  private enum Kind {
    READ,
    WRITE,
    WRITE_IF,
    DELETE
  }

  private final RandomGenerator random;
  private final Shape shape;
  private final Map<String, Row> rows = new LinkedHashMap<>();
  private final List<Operation> operations = new ArrayList<>();
  private int changes;

  private Drawn(long seed, Shape shape) {
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    this.shape = shape;
  }

  /** A history that every checker of homed rows must accept. */
  public static History registers(long seed, Shape shape) {
    Drawn drawn = new Drawn(seed, shape);
    List<Plan> plans = drawn.plans();
    plans.sort(Comparator.comparingLong(Plan::effect));
    plans.forEach(drawn::perform);
    return new History(new Provenance("drawn", seed, ""), drawn.operations, List.of());
  }

  private List<Plan> plans() {
    List<Plan> plans = new ArrayList<>();
    long[] free = new long[shape.processes];
    for (int i = 0; i < shape.operations; i++) {
      int process = i % shape.processes;
      long from = free[process] + random.nextInt(20);
      long to = from + 1 + random.nextInt(40);
      free[process] = to + 1;
      String key = "k" + random.nextInt(shape.keys);
      Kind kind = Kind.values()[random.nextInt(10) == 0 ? 3 : random.nextInt(3)];
      Fate fate = fate(kind);
      long latest = fate == Fate.ANSWER_LOST ? to + random.nextInt(100) : to;
      long effect = random.nextLong(from, latest + 1);
      Client client = new Client(process, "s" + process, "");
      plans.add(new Plan(client, key, kind, fate, from, effect, to));
    }
    return plans;
  }

  /** An answer to a deletion is never lost: which of several it was, no version tells. */
  private Fate fate(Kind kind) {
    if (random.nextInt(100) < shape.refusedPercent) {
      return Fate.REFUSED;
    }
    if (kind != Kind.DELETE && random.nextInt(100) < shape.unknownPercent) {
      return random.nextBoolean() ? Fate.ANSWER_LOST : Fate.LOST_WITH_ITS_ANSWER;
    }
    return Fate.ANSWERED;
  }

  private void perform(Plan plan) {
    Row row = rows.computeIfAbsent(plan.key, unused -> new Row());
    Action action = action(plan.kind, row);
    boolean isAnswered = plan.fate == Fate.ANSWERED;
    Ending ending = new Ending.Unknown(plan.to, "TIMEOUT");
    if (plan.fate.isDone()) {
      Answer answer = perform(action, row, isAnswered);
      ending = isAnswered ? new Ending.Ok(plan.to, answer) : ending;
    }
    if (plan.fate == Fate.REFUSED) {
      ending = new Ending.Failed(plan.to, "NOT_LEADER");
    }
    operations.add(
        new Operation(operations.size(), plan.client, plan.key, action, plan.from, ending));
  }

  private Action action(Kind kind, Row row) {
    String value = "value" + operations.size();
    return switch (kind) {
      case READ -> new Action.Read(Level.STRONG);
      case WRITE -> new Action.Write(value);
      case DELETE -> new Action.Delete();
      case WRITE_IF -> new Action.WriteIf(expectation(row), value);
    };
  }

  /** Often what is there, as somebody was told; sometimes what was. */
  private Optional<Version> expectation(Row row) {
    return random.nextInt(4) == 0 ? Optional.empty() : row.told;
  }

  private Answer perform(Action action, Row row, boolean isAnswered) {
    if (action instanceof Action.Read) {
      row.cell.flatMap(Cell::version).ifPresent(version -> tell(row, version, isAnswered));
      return new Answer.Seen(row.cell.stream().toList(), OptionalLong.empty());
    }
    if (action instanceof Action.WriteIf write) {
      boolean absent = row.cell.flatMap(Cell::value).isEmpty();
      boolean holds =
          write.expected().isEmpty()
              ? absent
              : write.expected().equals(row.cell.flatMap(Cell::version));
      if (!holds) {
        return new Answer.Mismatch(row.cell.flatMap(Cell::version));
      }
    }
    Version version = new Version(1, new HybridTime(++changes, 0), 1);
    Optional<Version> said = shape.versioned ? Optional.of(version) : Optional.empty();
    Optional<String> value =
        action instanceof Action.Write write
            ? Optional.of(write.value())
            : action instanceof Action.WriteIf write
                ? Optional.of(write.value())
                : Optional.empty();
    row.cell = Optional.of(new Cell(said, value));
    said.ifPresent(told -> tell(row, told, isAnswered));
    return new Answer.Written(said);
  }

  private static void tell(Row row, Version version, boolean isAnswered) {
    if (isAnswered) {
      row.told = Optional.of(version);
    }
  }
}
