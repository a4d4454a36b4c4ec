package dev.isochrone.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.chaos.told.Told;
import dev.isochrone.testing.ForSeeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Replicas are alike in everything, or it is said in what they are not. */
class ConvergenceTest {
  /** A row with a value, one deleted, one with siblings, one with metadata. */
  private static final String RIGHT = "a=v1:one b=v2: c=v3:x+v4:y d=v5:z!schema1";

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "a row is missing here                  | ROW_MISSING       | a=v1:one b=v2: d=v5:z!schema1",
        "a row is missing there                 | ROW_MISSING       | a=v1:one b=v2: c=v3:x+v4:y d=v5:z!schema1 e=v6:more",
        "a tombstone is missing                 | ROW_MISSING       | a=v1:one c=v3:x+v4:y d=v5:z!schema1",
        "an older version                       | VERSIONS_DIFFER   | a=v0:old b=v2: c=v3:x+v4:y d=v5:z!schema1",
        "the same value under another version   | VERSIONS_DIFFER   | a=v9:one b=v2: c=v3:x+v4:y d=v5:z!schema1",
        "the same time of another origin        | VERSIONS_DIFFER   | a=v1@2:one b=v2: c=v3:x+v4:y d=v5:z!schema1",
        "another value under the same version   | VALUES_DIFFER     | a=v1:One b=v2: c=v3:x+v4:y d=v5:z!schema1",
        "an empty value for a deletion          | TOMBSTONES_DIFFER | a=v1:one b=v2:'' c=v3:x+v4:y d=v5:z!schema1",
        "a deletion for a value                 | TOMBSTONES_DIFFER | a=v1: b=v2: c=v3:x+v4:y d=v5:z!schema1",
        "a sibling is missing                   | SIBLINGS_DIFFER   | a=v1:one b=v2: c=v4:y d=v5:z!schema1",
        "a sibling too many                     | SIBLINGS_DIFFER   | a=v1:one b=v2: c=v3:x+v4:y+v5:z d=v5:z!schema1",
        "another sibling                        | VERSIONS_DIFFER   | a=v1:one b=v2: c=v3:x+v5:y d=v5:z!schema1",
        "other metadata                         | METADATA_DIFFERS  | a=v1:one b=v2: c=v3:x+v4:y d=v5:z!schema2",
        "metadata are missing                   | METADATA_DIFFERS  | a=v1:one b=v2: c=v3:x+v4:y d=v5:z",
        "rows out of order                      | DUMP_OUT_OF_ORDER | b=v2: a=v1:one c=v3:x+v4:y d=v5:z!schema1",
        "a row twice                            | DUMP_OUT_OF_ORDER | a=v1:one a=v1:one b=v2: c=v3:x+v4:y d=v5:z!schema1",
        "siblings out of order                  | VERSIONS_DIFFER, DUMP_OUT_OF_ORDER | a=v1:one b=v2: c=v4:y+v3:x d=v5:z!schema1"
      })
  void replicaThatDiffers_isRejected(String name, String expected, String other) {
    Verdict verdict =
        Convergence.check(List.of(dump("one", RIGHT), dump("two", other), dump("three", RIGHT)));

    assertThat(Verdicts.breaches(verdict)).isEqualTo(Verdicts.breaches(expected));
  }

  @Test
  void replicasThatAreAlike_areAccepted_andCounted() {
    Verdict verdict = Convergence.check(List.of(dump("one", RIGHT), dump("two", RIGHT)));

    Verdicts.passes(verdict);
    assertThat(verdict.figures().values())
        .containsEntry("rows", 4L)
        .containsEntry("tombstones", 1L)
        .containsEntry("siblings", 1L);
  }

  @Test
  void oneReplica_orEmptyOnes_areInconclusive() {
    assertThat(Convergence.check(List.of(dump("one", RIGHT))))
        .isInstanceOf(Verdict.Inconclusive.class);
    assertThat(Convergence.check(List.of(dump("one", ""), dump("two", ""))))
        .isInstanceOf(Verdict.Inconclusive.class);
  }

  @ForSeeds(200)
  void drawnReplicas_areAccepted_andAnyOneChange_isFound(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      rows.add("k" + (100 + i) + "=v" + random.nextInt(9) + ":" + random.nextInt(9));
    }
    String all = String.join(" ", rows);
    Verdicts.passes(Convergence.check(List.of(dump("one", all), dump("two", all))));

    int changed = random.nextInt(rows.size());
    switch (random.nextInt(3)) {
      case 0 -> rows.remove(changed);
      case 1 -> rows.set(changed, rows.get(changed) + "0");
      default -> rows.set(changed, rows.get(changed).replace("=v", "=v1"));
    }
    Verdict verdict =
        Convergence.check(List.of(dump("one", all), dump("two", String.join(" ", rows))));
    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.Failed.class, failed -> assertThat(failed.findings()).hasSize(1));
  }

  /** Rows such as {@code key=v1:value+v2:other!metadata}; no value after the colon: deleted. */
  private static Dump dump(String replica, String rows) {
    return new Dump(
        replica,
        Arrays.stream(rows.split(" "))
            .filter(row -> !row.isEmpty())
            .map(ConvergenceTest::row)
            .toList());
  }

  private static Dump.Row row(String text) {
    String[] parts = text.split("=", 2);
    return new Dump.Row(
        parts[0], Arrays.stream(parts[1].split("\\+")).map(ConvergenceTest::member).toList());
  }

  private static Dump.Member member(String text) {
    String[] parts = text.split(":", 2);
    String[] value = parts[1].split("!", 2);
    TreeMap<String, String> metadata = new TreeMap<>();
    if (value.length > 1) {
      metadata.put("meta", value[1]);
    }
    return new Dump.Member(
        Told.version(parts[0]),
        value[0].isEmpty() ? Optional.empty() : Optional.of(value[0].replace("''", "")),
        metadata);
  }
}
