package dev.isochrone.cli.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.cli.Command;
import dev.isochrone.cli.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The commands over a region with a controller; each test has tables of its own. */
@ResourceLock("worlds")
class TableCommandsTest {
  @TempDir static Path dir;
  private static OneRegion region;

  @BeforeAll
  static void start() throws Exception {
    region = OneRegion.start(dir);
  }

  @AfterAll
  static void stop() {
    region.close();
    assertThat(region.faults).isEmpty();
  }

  @Test
  void create_isDescribedAsYaml_whichMakesTheSameAgain_andAnotherOneIsRefused() throws Exception {
    Command created =
        isochrone(
            "table", "create", "users", "--key", "region,id:int64", "--columns", "name,born:int64");
    assertThat(created.code()).as(created.err()).isZero();
    assertThat(created.out())
        .contains("default.users", "created", "by-region-column region", "all 2 nodes");

    Path file = dir.resolve("users.yaml");
    Files.writeString(file, isochrone("table", "describe", "users", "-o", "yaml").out());
    Command again = isochrone("table", "create", "-f", file.toString());
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.out()).contains("is there already, as asked");

    assertThat(isochrone("table", "drop", "users", "--yes").code()).isZero();
    assertThat(isochrone("table", "create", "-f", file.toString()).out()).contains("created");
    assertThat(isochrone("table", "describe", "users", "-o", "yaml").out())
        .isEqualTo(Files.readString(file));

    Command other = isochrone("table", "create", "users", "--key", "region,id:uuid");
    assertThat(other.code()).isEqualTo(ExitCode.INPUT.number());
    assertThat(other.err()).contains("differs in key, columns; nothing was made");
  }

  @Test
  void create_whoseHomesNothingNames_isRefused_andSaysWhatToDo() {
    Command refused = isochrone("table", "create", "orders", "--key", "id:int64");

    assertThat(refused.code()).isEqualTo(ExitCode.INPUT.number());
    assertThat(refused.err())
        .contains("key column 'region'", "the key is (id:int64)", "--pinned REGION");
    assertThat(isochrone("table", "describe", "orders").err()).contains("NO_SUCH_TABLE");
  }

  @Test
  void homes_byHash_areWeighed_andThoseOfAnUnknownRegionRefused() {
    create("sessions", "--key", "id:uuid", "--by-hash", "eu-west=2");

    assertThat(isochrone("table", "describe", "sessions").out())
        .containsPattern("key +id uuid")
        .containsPattern("home +by-hash, eu-west 2")
        .containsPattern("partitioning +hash")
        .containsPattern("columns +any document");
    assertThat(isochrone("table", "alter", "sessions", "--add-column", "n:int64").err())
        .contains("takes any document");
    Command stranger =
        isochrone("table", "create", "t", "--key", "id", "--by-hash", "eu-west=1,mars=1");
    assertThat(stranger.code()).isEqualTo(ExitCode.INPUT.number());
    assertThat(stranger.err()).contains("unknown region mars");
    assertThat(
            isochrone(
                    "table",
                    "create",
                    "t",
                    "--key",
                    "id",
                    "--pinned",
                    "eu-west",
                    "--partitioning",
                    "range")
                .err())
        .contains("not served by this release");
  }

  @Test
  void file_whoseSecondTableDoesNotFit_makesNone() throws Exception {
    Path file = dir.resolve("two.yaml");
    Files.writeString(
        file,
        """
        fits:
          key: [{name: id, type: int64}]
          locality: regional-by-table
          home: {pinned: eu-west}
          partitioning: hash
        does_not:
          key: [{name: id, type: int64}]
          locality: regional-by-row
          partitioning: hash
        """);

    Command refused = isochrone("table", "create", "-f", file.toString());

    assertThat(refused.code()).isEqualTo(ExitCode.INPUT.number());
    assertThat(refused.err()).contains("two.yaml: default.does_not says nothing of homes");
    assertThat(isochrone("table", "describe", "fits").err()).contains("NO_SUCH_TABLE");
  }

  @Test
  void table_isListedWithItsRows_growsAColumn_andGoesOnlyWithConsent() {
    create("places", "--key", "id:int64", "--pinned", "eu-west", "--columns", "name");
    assertThat(isochrone("put", "places", "1", "{\"name\": \"Lyon\"}").code()).isZero();
    assertThat(isochrone("put", "places", "2", "{\"name\": \"Metz\"}").code()).isZero();

    assertThat(isochrone("table", "list").out())
        .containsPattern("default.places +regional-by-table +pinned to eu-west .*2  eu-west 2");
    assertThat(isochrone("table", "describe", "places", "-o", "json").out())
        .contains("\"live_rows\":{\"eu-west\":2}");

    Command altered = isochrone("table", "alter", "places", "--add-column", "people:int64");
    assertThat(altered.out()).contains("name string, people int64", "all 2 nodes");
    assertThat(isochrone("table", "alter", "places", "--add-column", "people:int64").out())
        .contains("nothing: they are there already, as asked");
    assertThat(isochrone("table", "drop", "places").err()).contains("say --yes");
    assertThat(isochrone("get", "places", "1").code()).isZero();
    Command dropped = isochrone("table", "drop", "places", "--yes");
    assertThat(dropped.out()).contains("dropped", "all 2 nodes");
    assertThat(isochrone("get", "places", "1").err()).contains("NO_SUCH_TABLE");
  }

  @Test
  void domain_ofOneRegion_isWarnedOf_andStaysWhileATableIsBoundToIt() {
    Command made = isochrone("residency", "create", "eu", "--regions", "eu-west");
    assertThat(made.out()).contains("created", "all 2 nodes", "eu is the region eu-west alone");
    assertThat(isochrone("residency", "create", "eu", "--regions", "eu-west").out())
        .contains("is there already, as asked");
    assertThat(isochrone("residency", "create", "no", "--regions", "eu-wset").err())
        .contains("eu-wset");

    Command bound =
        isochrone(
            "table", "create", "files", "--key", "id", "--policy", "lww", "--residency", "eu");
    assertThat(bound.out()).contains("multi-master", "default.files] have no copy in another");
    assertThat(isochrone("residency", "list").out())
        .containsPattern("eu +eu-west +default.files")
        .contains("are lost with it");
    assertThat(isochrone("residency", "drop", "eu").err()).contains("is bound to the domain eu");

    assertThat(isochrone("table", "drop", "files", "--yes").code()).isZero();
    assertThat(isochrone("residency", "drop", "eu").out()).contains("dropped");
    assertThat(isochrone("residency", "drop", "eu").out()).contains("nothing: there was none");
  }

  @Test
  void regions_areListed_withTheirPlace_andTheirDistanceFromHere() {
    Command listed = isochrone("region", "list");

    assertThat(listed.code()).as(listed.err()).isZero();
    assertThat(listed.out())
        .containsPattern("eu-west +nearby +2 +2 +2 +53.35 +-6.26 +[0-9]+\\.[0-9] ms");
    assertThat(isochrone("region", "list", "-o", "json").out())
        .contains("\"nearby\":\"eu-west\"", "\"measured_from_here_millis\":");
  }

  private static void create(String... args) {
    String[] all = new String[args.length + 2];
    all[0] = "table";
    all[1] = "create";
    System.arraycopy(args, 0, all, 2, args.length);
    Command created = isochrone(all);
    assertThat(created.code()).as(created.err()).isZero();
  }

  private static Command isochrone(String... args) {
    return Command.at(region.endpoint(), args);
  }
}
