package dev.isochrone.chaos.house;

import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;

/**
 * A rule of the architecture, with code that breaks it and code that comes close and does not.
 *
 * @param broken each alone must make the rule fail
 * @param kept each alone must pass
 */
record HouseRule(String name, ArchRule rule, List<PlantedCode> broken, List<PlantedCode> kept) {
  HouseRule {
    broken = List.copyOf(broken);
    kept = List.copyOf(kept);
  }

  static HouseRule of(String name, ArchRule rule) {
    return new HouseRule(name, rule, List.of(), List.of());
  }

  /** Adds a violation: whole source files, one class each. */
  HouseRule brokenBy(String... sources) {
    return new HouseRule(name, rule, plus(broken, sources), kept);
  }

  /** Adds code that the rule must leave alone. */
  HouseRule keptBy(String... sources) {
    return new HouseRule(name, rule, broken, plus(kept, sources));
  }

  private static List<PlantedCode> plus(List<PlantedCode> codes, String... sources) {
    List<PlantedCode> more = new ArrayList<>(codes);
    more.add(new PlantedCode(List.of(sources)));
    return more;
  }

  @Override
  public String toString() {
    return name;
  }
}
