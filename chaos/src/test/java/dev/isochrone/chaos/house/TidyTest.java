package dev.isochrone.chaos.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The sources are within their budgets; and what measures them is measured itself. */
class TidyTest {
  /** What is larger for a reason, as {@code rule path#member}, each with the reason beside it. */
  private static final Set<String> LARGER_FOR_A_REASON = Set.of();

  /** All of {@code @SuppressWarnings}, tests included. To be lowered when one goes. */
  private static final int SUPPRESSIONS_MAX = 5;

  private static final int PURE_MODULE_LINES_MAX = 3_000;

  @Test
  void sources_areWithinTheirBudgets() {
    Tidy tidy = Tidy.judge(Repository.ofThisBuild().sources());

    assertThat(tidy.findings())
        .filteredOn(
            finding -> !LARGER_FOR_A_REASON.contains(finding.rule() + " " + finding.where()))
        .isEmpty();
    assertThat(tidy.suppressions()).isLessThanOrEqualTo(SUPPRESSIONS_MAX);
  }

  @Test
  void everyException_isStillNeeded() {
    Set<String> found =
        Tidy.judge(Repository.ofThisBuild().sources()).findings().stream()
            .map(finding -> finding.rule() + " " + finding.where())
            .collect(Collectors.toSet());

    assertThat(found).containsAll(LARGER_FOR_A_REASON);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hlc", "geo-partitioner", "conflict-resolution"})
  void pureModule_staysSmall(String module) {
    int lines =
        Repository.ofThisBuild().sources(module).stream()
            .filter(source -> !source.isTest())
            .mapToInt(SourceFile::lines)
            .sum();

    assertThat(lines).isLessThanOrEqualTo(PURE_MODULE_LINES_MAX);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("untidy")
  void judge_untidySource_findsOneThing(String rule, String source) {
    assertThat(judge(source)).extracting(Tidy.Finding::rule).containsExactly(rule);
  }

  static Stream<Arguments> untidy() {
    return Stream.of(
        Arguments.of("method", "class C { void m() {" + "\n".repeat(Tidy.METHOD_LINES_MAX) + "} }"),
        Arguments.of("method", "class C { C() {" + "\n".repeat(Tidy.METHOD_LINES_MAX) + "} }"),
        Arguments.of("file", "class C {" + "\n".repeat(Tidy.FILE_LINES_MAX) + "}"),
        Arguments.of("parameters", "class C { void m(" + parameters(8) + ") {} }"),
        Arguments.of("parameters", "class C { C(" + parameters(8) + ") {} }"),
        Arguments.of("parameters", "record C(int a) { C(" + parameters(8) + ") { this(1); } }"),
        Arguments.of("name", "class LinkManager {}"),
        Arguments.of("name", "class C { interface StoreImpl {} }"),
        Arguments.of("name", "class AbstractLink {}"),
        Arguments.of("name", "record BaseLink() {}"),
        Arguments.of("name", "enum LinkInfo {}"),
        Arguments.of("sleep", "class C { void m() throws Exception { Thread.sleep(1); } }"),
        Arguments.of("sleep", "class C { void m() { java.lang.Thread.sleep(1); } }"),
        Arguments.of("sleep", "class C { void m() { TimeUnit.SECONDS.sleep(1); } }"),
        Arguments.of("sleep", "class C { Object f = (F) Thread::sleep; }"),
        Arguments.of("disabled", "class C { @Disabled void m() {} }"),
        Arguments.of("disabled", "@org.junit.jupiter.api.Disabled(\" \") class C {}"),
        Arguments.of("open", "class C { // TODO write it\n}"),
        Arguments.of("open", "class C { /* and FIXME: soon */ }"),
        Arguments.of(
            "suppression", "class C {\n\n@SuppressWarnings(\"x\")\nvoid m() {}\n// late\n}"));
  }

  @ParameterizedTest
  @MethodSource("tidy")
  void judge_tidySource_findsNothing(String source) {
    assertThat(judge(source)).isEmpty();
  }

  static Stream<String> tidy() {
    return Stream.of(
        "class C { void m() {" + "\n".repeat(Tidy.METHOD_LINES_MAX - 1) + "} }",
        "class C {" + "\n".repeat(Tidy.FILE_LINES_MAX - 1) + "}",
        "class C { void m(" + parameters(7) + ") {} }",
        "record C(" + parameters(12) + ") {}",
        "record C(" + parameters(12) + ") { static final int D = 1; C { } }",
        "class Handlers { class Base64Text {} class Database {} }",
        "class C { @Disabled(\"needs #12\") void m() {} }",
        "class C { String s = \"// TODO\"; char c = '\"'; String t = \"\\\"/* TODO */\"; }",
        "class C { String s = \"\"\"\n  \"quoted\" // TODO\n\"\"\"; }",
        "class C { // TODO(#12): the rest\n}",
        "class C {\n// the cast is safe\n@SuppressWarnings(\"x\")\nvoid m() {}\n}",
        "class C {\n@SuppressWarnings(\"x\") // the cast is safe\nvoid m() {}\n}");
  }

  @Test
  void judge_sleepInMainCode_isLeftToTheArchitecture() {
    String source = "class C { void m() { Thread.sleep(1); } }";

    assertThat(Tidy.judge(List.of(new SourceFile("m/src/main/java/p/C.java", source))).findings())
        .isEmpty();
  }

  @Test
  void judge_crowdedPackage_isFound_mainAndTestApart() {
    List<SourceFile> crowd = new ArrayList<>(files("m/src/main/java/p/", 20));
    crowd.addAll(files("m/src/test/java/p/", 20));
    crowd.add(new SourceFile("m/src/main/java/p/package-info.java", "package p;"));
    assertThat(Tidy.judge(crowd).findings()).isEmpty();

    crowd.add(new SourceFile("m/src/main/java/p/OneMore.java", "class OneMore {}"));

    assertThat(Tidy.judge(crowd).findings())
        .containsExactly(new Tidy.Finding("package", "m/src/main/java/p", "21 classes"));
  }

  @Test
  void judge_packageThatSaysNothing_isFound() {
    SourceFile source = new SourceFile("m/src/main/java/p/util/C.java", "class C {}");

    assertThat(Tidy.judge(List.of(source)).findings())
        .extracting(Tidy.Finding::rule)
        .containsExactly("name");
  }

  @Test
  void judge_countsSuppressions() {
    String source =
        "// why\n@SuppressWarnings(\"x\") class C { /* why */ @SuppressWarnings(\"y\") int f; }";

    assertThat(
            Tidy.judge(List.of(new SourceFile("m/src/main/java/p/C.java", source))).suppressions())
        .isEqualTo(2);
  }

  @Test
  void judge_sourceThatDoesNotParse_isAnError() {
    assertThatThrownBy(() -> judge("class {")).isInstanceOf(IllegalArgumentException.class);
  }

  private static List<Tidy.Finding> judge(String source) {
    return Tidy.judge(List.of(new SourceFile("m/src/test/java/p/C.java", source))).findings();
  }

  private static List<SourceFile> files(String directory, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new SourceFile(directory + "C" + i + ".java", "class C" + i + " {}"))
        .toList();
  }

  private static String parameters(int count) {
    return IntStream.range(0, count).mapToObj(i -> "int p" + i).collect(Collectors.joining(", "));
  }
}
