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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A history told in lines, one for each operation:
 *
 * <pre>
 * 0..10   p1    put x=a v1            20..30  p1    put x=b saw v1,v2 v3
 * 0..10   p1    del x v4              20..?   p1    put x=c              unknown from 20 on
 * 0..10   p1    cas x=b if v1 v2      20..!30 p1    put x=c              refused
 * 0..10   p1    cas x=b if absent     20..30  p1    cas x=b if v1 miss v3
 * 0..10   p1/s  get x=a v1            20..30  p1/s  get:eventual x none
 * 0..10   p1    get x=a,b v1,v2       20..30  p1    get x deleted v4
 * 0..10   p1    get:bounded(50) x=a   20..30  p1    get:eventual x=a v1 stale 7
 * 0..10   p1    add s=a               20..30  p1    see s=a,b
 * </pre>
 *
 * {@code v7@2} is a version of origin 2; without it, of origin 1. {@code p1/s} is process 1 in
 * session {@code s}.
 */
public final class Told {
  private Told() {}

  /** The history that the lines tell; empty lines are none. */
  public static History history(String lines) {
    List<Operation> operations = new ArrayList<>();
    for (String line : lines.lines().filter(each -> !each.isBlank()).toList()) {
      operations.add(operation(operations.size(), line));
    }
    return new History(new Provenance("told", 0, ""), operations, List.of());
  }

  /** Such as {@code v7@2}. */
  public static Version version(String text) {
    String[] parts = text.substring(1).split("@", -1);
    int origin = parts.length == 1 ? 1 : Integer.parseInt(parts[1]);
    return new Version(1, new HybridTime(Long.parseLong(parts[0]), 0), origin);
  }

  /** Such as {@code v7,v8@2}. */
  public static SortedSet<Version> versions(String text) {
    return new TreeSet<>(Arrays.stream(text.split(",")).map(Told::version).toList());
  }

  private static Operation operation(int id, String line) {
    Deque<String> words = new ArrayDeque<>(Arrays.asList(line.trim().split("\\s+")));
    String[] interval = words.remove().split("\\.\\.", -1);
    String[] who = words.remove().substring(1).split("/", -1);
    String verb = words.remove();
    String[] target = words.remove().split("=", -1);
    Optional<String> value = target.length > 1 ? Optional.of(target[1]) : Optional.empty();
    Action action = action(verb, value.orElse(""), words);
    Answer answer = answer(action, value, words);
    if (!words.isEmpty()) {
      throw new IllegalArgumentException(line + ": what is " + words);
    }
    return new Operation(
        id,
        new Client(Integer.parseInt(who[0]), who.length > 1 ? who[1] : "", ""),
        target[0],
        action,
        Long.parseLong(interval[0]),
        ending(interval[1], Long.parseLong(interval[0]), answer));
  }

  private static Ending ending(String end, long asked, Answer answer) {
    if (end.equals("?")) {
      return new Ending.Unknown(asked, "TIMEOUT");
    }
    return end.startsWith("!")
        ? new Ending.Failed(Long.parseLong(end.substring(1)), "NOT_LEADER")
        : new Ending.Ok(Long.parseLong(end), answer);
  }

  private static Action action(String verb, String value, Deque<String> words) {
    String[] parts = verb.split("[:()]", 0);
    return switch (parts[0]) {
      case "put" -> new Action.Write(value, saw(words));
      case "del" -> new Action.Delete(saw(words));
      case "cas" -> new Action.WriteIf(condition(words), value);
      case "add" -> new Action.Add(value);
      case "see" -> new Action.Members();
      case "get" ->
          new Action.Read(
              parts.length < 2 ? Level.STRONG : Level.valueOf(parts[1].toUpperCase(Locale.ROOT)),
              parts.length < 3 ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(parts[2])));
      default -> throw new IllegalArgumentException(verb);
    };
  }

  private static SortedSet<Version> saw(Deque<String> words) {
    return takes("saw", words) ? versions(words.remove()) : new TreeSet<>();
  }

  private static Optional<Version> condition(Deque<String> words) {
    if (!takes("if", words)) {
      throw new IllegalArgumentException("a cas has an if: " + words);
    }
    return takes("absent", words) ? Optional.empty() : Optional.of(version(words.remove()));
  }

  private static boolean takes(String word, Deque<String> words) {
    boolean isNext = word.equals(words.peek());
    if (isNext) {
      words.remove();
    }
    return isNext;
  }

  private static Answer answer(Action action, Optional<String> value, Deque<String> words) {
    if (action instanceof Action.Members) {
      return new Answer.Contents(
          value
              .filter(text -> !text.isEmpty())
              .map(text -> List.of(text.split(",")))
              .orElse(List.of()));
    }
    if (action instanceof Action.Read) {
      List<Cell> cells = cells(value, words);
      boolean isStale = takes("stale", words);
      return new Answer.Seen(
          cells, isStale ? OptionalLong.of(Long.parseLong(words.remove())) : OptionalLong.empty());
    }
    return takes("miss", words)
        ? new Answer.Mismatch(maybeVersion(words))
        : new Answer.Written(maybeVersion(words));
  }

  private static Optional<Version> maybeVersion(Deque<String> words) {
    String next = words.peek();
    return next != null && next.matches("v\\d.*")
        ? Optional.of(version(words.remove()))
        : Optional.empty();
  }

  private static List<Cell> cells(Optional<String> value, Deque<String> words) {
    if (takes("none", words)) {
      return List.of();
    }
    if (takes("deleted", words)) {
      return List.of(new Cell(maybeVersion(words), Optional.empty()));
    }
    String next = words.peek();
    List<Version> versions =
        next != null && next.matches("v\\d.*")
            ? Arrays.stream(words.remove().split(",")).map(Told::version).toList()
            : List.of();
    List<Cell> cells = new ArrayList<>();
    for (String each : value.orElseThrow().split(",", -1)) {
      Optional<Version> version =
          versions.isEmpty() ? Optional.empty() : Optional.of(versions.get(cells.size()));
      cells.add(new Cell(version, Optional.of(each)));
    }
    return cells;
  }
}
