package dev.isochrone.cli.demo;

import dev.isochrone.cli.DocumentJson;
import dev.isochrone.cli.demo.DemoCommand.Clients;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.client.Table;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.ReadAnswer;
import dev.isochrone.wire.cluster.LinkOrder;
import dev.isochrone.wire.conflict.Conflict;
import java.util.Map;
import java.util.Optional;

/**
 * The demo's chapter on tables that every region writes: two write one row before they hear of each
 * other, and the one that lost is shown.
 */
final class TwoWriters {
  private static final String TABLE = "profiles";
  private static final String KEY = "ada";
  private static final int WAIT_SECONDS_MAX = 60;
  private static final int POLL_MILLIS = 50;
  private static final int LISTED_MAX = 100;

  private final Story story;
  private final Clients clients;
  private final Pause pause = new Pause();

  TwoWriters(Story story, Clients clients) {
    this.story = story;
    this.clients = clients;
  }

  void run() throws RefusedException, InterruptedException {
    story.chapter(
        "Two regions write one row at once, of a table that every region writes: profiles, last write wins");
    Table europe = clients.europe().table(TABLE);
    Table asia = clients.asia().table(TABLE);
    order(/* paused= */ true);
    try {
      story.line(
          "the links between eu-west and ap-south are paused, so neither hears of the other");
      europe.put(KEY, city("London"));
      story.line("written in eu-west   " + shown(here(europe)));
      asia.put(KEY, city("Mumbai"));
      story.line("written in ap-south  " + shown(here(asia)));
    } finally {
      order(/* paused= */ false);
    }
    Conflict conflict = awaitConflict(europe, asia);
    story.line("the links flow again, and both have   " + shown(here(europe)));
    story.line("what lost is not gone: isochrone conflicts list " + TABLE);
    story.line(
        "lost in "
            + conflict.loser().region().map(Object::toString).orElse("a region")
            + "    "
            + conflict.document().map(row -> DocumentJson.toJson(row).toString()).orElse("deleted")
            + ", to version "
            + conflict.winner().version());
  }

  private static Document city(String name) {
    return Document.of(Map.of("city", new Value.Text(name)));
  }

  private static ReadAnswer here(Table table) throws RefusedException {
    return table.get(KEY, Consistency.REGION_STRONG);
  }

  private static String shown(ReadAnswer answer) {
    return answer.document().map(row -> DocumentJson.toJson(row).toString()).orElse("no such row");
  }

  private void order(boolean paused) throws RefusedException {
    IsochroneClient client = clients.europe();
    client.order(new LinkOrder(DemoTable.EU_WEST, DemoTable.AP_SOUTH, paused));
    client.order(new LinkOrder(DemoTable.AP_SOUTH, DemoTable.EU_WEST, paused));
  }

  /** The newest loss of the row, once both regions have it and agree on the row. */
  private Conflict awaitConflict(Table europe, Table asia)
      throws RefusedException, InterruptedException {
    for (int i = 0; i * POLL_MILLIS < WAIT_SECONDS_MAX * 1_000; i++) {
      Optional<Conflict> inEurope = newest(europe);
      if (inEurope.isPresent()
          && newest(asia).map(Conflict::id).equals(inEurope.map(Conflict::id))
          && shown(here(europe)).equals(shown(here(asia)))) {
        return inEurope.get();
      }
      pause.millis(POLL_MILLIS);
    }
    throw new IllegalStateException("no conflict was seen within " + WAIT_SECONDS_MAX + " s");
  }

  /** The last is the newest: they ascend by the loser's time. */
  private static Optional<Conflict> newest(Table table) throws RefusedException {
    return table.conflicts(Bytes.EMPTY, LISTED_MAX).conflicts().stream()
        .reduce((before, after) -> after);
  }
}
