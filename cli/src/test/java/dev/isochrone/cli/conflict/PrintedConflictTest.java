package dev.isochrone.cli.conflict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.cli.Shown;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.Stamp;
import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyPart;
import dev.isochrone.model.table.ConflictPolicy;
import dev.isochrone.wire.conflict.Conflict;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Conflicts as eyes and programs see them. */
class PrintedConflictTest {
  private static final Document LYON = Document.of(Map.of("name", new Value.Text("Lyon")));

  @Test
  void row_hasWhatLost_toWhat_andItsName() {
    assertThat(PrintedConflict.row(conflict(Optional.of(LYON), false)))
        .hasSameSizeAs(PrintedConflict.COLUMNS)
        .containsExactly(
            "FR/1",
            "1970-01-01T00:00:01Z",
            "eu-west",
            "1970-01-01T00:00:02Z",
            "unknown",
            "recorded",
            "AQk");
    assertThat(PrintedConflict.more("AQk")).hasSameSizeAs(PrintedConflict.COLUMNS);
  }

  @Test
  void record_isShownWhole() {
    Optional<Conflict> withdrawn = Optional.of(conflict(Optional.of(LYON), true));

    assertThat(Shown.by(output -> PrintedConflict.print(output, withdrawn)))
        .contains("lost      {\"name\":\"Lyon\"}", "in eu-west", "lww, version 3", "withdrawn");
    assertThat(Shown.by(output -> PrintedConflict.print(output, withdrawn), "-o", "json"))
        .contains("\"id\":\"AQk\"", "\"key\":\"FR/1\"", "\"row\":{\"name\":\"Lyon\"}")
        .contains("\"state\":\"withdrawn\"", "\"policy\":\"lww\"", "\"found\":true");
  }

  @Test
  void lostDeletion_andRecordThatIsNone_areSaidToBe() {
    Optional<Conflict> deletion = Optional.of(conflict(Optional.empty(), false));

    assertThat(Shown.by(output -> PrintedConflict.print(output, deletion))).contains("a deletion");
    assertThat(Shown.by(output -> PrintedConflict.print(output, deletion), "-o", "json"))
        .contains("\"deleted\":true")
        .doesNotContain("\"row\"");
    assertThat(Shown.by(output -> PrintedConflict.print(output, Optional.empty()), "-o", "json"))
        .isEqualTo("{\"found\":false}\n");
  }

  private static Conflict conflict(Optional<Document> document, boolean withdrawn) {
    return new Conflict(
        Bytes.wrap(new byte[] {1, 9}),
        Key.of(new KeyPart.Text("FR"), new KeyPart.Int64(1)),
        new Conflict.Writing(version(1_000, 1), Optional.of(new Region("eu-west"))),
        document,
        new Conflict.Writing(version(2_000, 2), Optional.empty()),
        new Conflict.Policy(ConflictPolicy.LWW, 3),
        withdrawn);
  }

  private static Version version(long millis, int origin) {
    return new Version(0, new Stamp(HlcTimestamp.of(millis, 0), new Origin(origin)));
  }
}
