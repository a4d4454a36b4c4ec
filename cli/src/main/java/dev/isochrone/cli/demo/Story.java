package dev.isochrone.cli.demo;

import dev.isochrone.cli.TextTable;
import dev.isochrone.local.LocalCluster;
import dev.isochrone.model.Region;
import dev.isochrone.model.Zone;
import dev.isochrone.placement.Directory;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** How the demo speaks: numbered chapters, and what calls gave under them. */
final class Story {
  private static final int LEADERS_SECONDS_MAX = 60;
  private static final int POLL_MILLIS = 50;

  private final PrintWriter out;
  private final Pause pause = new Pause();
  private int chapter;

  Story(PrintWriter out) {
    this.out = out;
  }

  PrintWriter out() {
    return out;
  }

  void chapter(String title) {
    out.println();
    out.println(++chapter + "  " + title);
    out.flush();
  }

  void line(String text) {
    out.println("   " + text);
    out.flush();
  }

  void table(List<String> columns, List<List<String>> rows) {
    TextTable.of(columns, rows).forEach(this::line);
  }

  void starting(SortedMap<Region, List<Zone>> regions, Path data) {
    String names = regions.keySet().stream().map(Region::name).collect(Collectors.joining(", "));
    int nodes = regions.values().stream().mapToInt(List::size).sum();
    out.println("Isochrone: rows that know their home, writes that know their time.");
    chapter(
        "Starting "
            + regions.size()
            + " regions ("
            + names
            + ") of 3 zones: "
            + nodes
            + " nodes in this process");
    line("data in " + data + "; no TLS, so everything listens on loopback only");
  }

  void warnings(Directory directory) {
    directory.warnings().forEach(warning -> line("warning: " + warning));
  }

  void awaitLeaders(LocalCluster cluster) throws InterruptedException {
    for (int i = 0; !cluster.hasLeaders(); i++) {
      if (i * POLL_MILLIS > LEADERS_SECONDS_MAX * 1_000) {
        throw new IllegalStateException("no leaders after " + LEADERS_SECONDS_MAX + " s");
      }
      pause.millis(POLL_MILLIS);
    }
    line("every region has elected a leader");
  }

  void staying(int port) {
    chapter("Your turn: from a second terminal");
    String where = port == 7400 ? "" : " --endpoints 127.0.0.1:" + port;
    line("./isochrone get cities FR/2996944" + where);
    line("./isochrone get cities FR/2996944 --region ap-south --consistency eventual" + where);
    line(
        "./isochrone put cities FR/2996944 '{\"name\": \"Lyon\", \"population\": 522251}'" + where);
    line("./isochrone where cities FR/2996944" + where);
    line("./isochrone status" + where);
    out.println();
    out.println("Ctrl-C ends the demo.");
    out.flush();
  }
}
