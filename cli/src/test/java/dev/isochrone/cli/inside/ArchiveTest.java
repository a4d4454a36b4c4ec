package dev.isochrone.cli.inside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.cli.status.Finding;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.wire.inside.Collected;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

class ArchiveTest {
  @Test
  void archive_hasADirectoryForEachServer_andSaysWhoWasNotReached() {
    SortedMap<String, String> files =
        Archive.files(
            Map.of(
                "127.0.0.9:7401",
                Outcome.done(
                    new Collected(
                        "eu-west-controller", List.of(new Collected.TextFile("jvm.txt", "17")))),
                "eu-west-b",
                Outcome.refused(
                    Refusal.later(RefusalCode.HOME_UNREACHABLE, "nobody there", Duration.ZERO))),
            List.of(
                new Finding(
                    Finding.What.NODE_SILENT,
                    "eu-west-b",
                    "node eu-west-b does not answer",
                    Optional.empty(),
                    "start it")));

    assertThat(files)
        .containsOnlyKeys(
            "eu-west-controller/jvm.txt",
            "eu-west-b/not-reached.txt",
            "servers.txt",
            "findings.txt")
        .containsEntry("eu-west-b/not-reached.txt", "HOME_UNREACHABLE: nobody there\n");
    assertThat(files.get("servers.txt"))
        .contains("127.0.0.9:7401 is in eu-west-controller/", "eu-west-b was not reached");
    assertThat(files.get("findings.txt")).startsWith("node-silent: node eu-west-b does not answer");
    assertThat(Archive.files(Map.of(), List.of()))
        .containsEntry("findings.txt", "nothing is wrong\n");
  }

  @Test
  void serverWithAStrangeName_staysInsideOfTheArchive() {
    assertThat(
            Archive.files(
                    Map.of(
                        "x",
                        Outcome.done(
                            new Collected(
                                "../../etc", List.of(new Collected.TextFile("jvm.txt", "17"))))),
                    List.of())
                .keySet())
        .contains("______etc/jvm.txt");
  }
}
