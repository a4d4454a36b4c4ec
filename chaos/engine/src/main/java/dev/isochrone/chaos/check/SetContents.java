package dev.isochrone.chaos.check;

import dev.isochrone.chaos.history.Action;
import dev.isochrone.chaos.history.Answer;
import dev.isochrone.chaos.history.History;
import dev.isochrone.chaos.history.Operation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Sets to which clients added elements, against what is there at the end: what was acknowledged is
 * there, what is there was attempted and not refused, and nothing is there twice. Rows of their own
 * are such a set too, as are items of a queue that nobody takes from.
 *
 * <p>Figures: {@code attempted}, {@code acknowledged}, {@code unknown}, {@code unknown_there}.
 */
public final class SetContents {
  private final Findings findings = new Findings();
  private long attempted;
  private long acknowledged;
  private long unknown;
  private long unknownThere;

  private SetContents() {}

  /**
   * Judges the end, and every read on the way for elements twice.
   *
   * @param finals by key, as a final read showed them; a key that is missing is empty
   */
  public static Verdict check(History history, Map<String, List<String>> finals) {
    SetContents check = new SetContents();
    Map<String, List<Operation>> byKey = new LinkedHashMap<>(history.byKey());
    finals.keySet().forEach(key -> byKey.putIfAbsent(key, List.of()));
    byKey.forEach((key, operations) -> check.judge(key, operations, finals));
    check.findings.figure("attempted", check.attempted);
    check.findings.figure("acknowledged", check.acknowledged);
    check.findings.figure("unknown", check.unknown);
    check.findings.figure("unknown_there", check.unknownThere);
    return check.findings.verdictOver(check.attempted, "elements");
  }

  private void judge(String key, List<Operation> operations, Map<String, List<String>> finals) {
    Map<String, List<Operation>> additions = new LinkedHashMap<>();
    for (Operation operation : operations) {
      if (operation.action() instanceof Action.Add add) {
        additions.computeIfAbsent(add.element(), unused -> new ArrayList<>()).add(operation);
      } else if (operation.answer().orElse(null) instanceof Answer.Contents contents) {
        judgeTwice(key, contents.elements(), operation);
      }
    }
    List<String> there = finals.getOrDefault(key, List.of());
    judgeTwice(key, there);
    Set<String> found = new HashSet<>(there);
    additions.forEach((element, tries) -> judge(key, element, tries, found.contains(element)));
    for (String element : found) {
      if (!additions.containsKey(element)) {
        findings.add(Breach.ELEMENT_OF_NOBODY, key, element + " is there, and nobody added it");
      }
    }
  }

  private void judge(String key, String element, List<Operation> tries, boolean there) {
    attempted++;
    if (tries.stream().anyMatch(Operation::isAcknowledgedWrite)) {
      acknowledged++;
      if (!there) {
        findings.add(
            new Finding(
                Breach.ELEMENT_LOST, key, element + " was acknowledged and is not there", tries));
      }
    } else if (tries.stream().anyMatch(Operation::isUnknown)) {
      unknown++;
      unknownThere += there ? 1 : 0;
    } else if (there) {
      findings.add(
          new Finding(
              Breach.ELEMENT_OF_A_REFUSAL, key, element + " was refused and is there", tries));
    }
  }

  private void judgeTwice(String key, List<String> elements, Operation... shownBy) {
    Set<String> once = new HashSet<>();
    Set<String> twice = new HashSet<>();
    for (String element : elements) {
      if (!once.add(element) && twice.add(element)) {
        findings.add(Breach.ELEMENT_TWICE, key, element + " is there more than once", shownBy);
      }
    }
  }
}
