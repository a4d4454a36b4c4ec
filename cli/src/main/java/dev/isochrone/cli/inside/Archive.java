package dev.isochrone.cli.inside;

import dev.isochrone.cli.status.Finding;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.wire.inside.Collected;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What was collected from a cluster, as the files of an archive. Pure. */
final class Archive {
  private Archive() {}

  /**
   * Path and text of each file: a directory for each server, of which one that was not reached has
   * a file that says so; beside them what is wrong with the cluster.
   */
  static SortedMap<String, String> files(
      Map<String, Outcome<Collected>> collected, List<Finding> findings) {
    SortedMap<String, String> files = new TreeMap<>();
    StringBuilder servers = new StringBuilder();
    collected.forEach(
        (asked, outcome) -> {
          if (outcome instanceof Outcome.Done<Collected> done) {
            String directory = directory(done.value().server());
            done.value().files().forEach(f -> files.put(directory + "/" + f.name(), f.text()));
            servers.append(asked).append(" is in ").append(directory).append("/\n");
          } else if (outcome instanceof Outcome.Refused<Collected> refused) {
            String why = refused.refusal().code() + ": " + refused.refusal().message();
            files.put(directory(asked) + "/not-reached.txt", why + "\n");
            servers.append(asked).append(" was not reached (").append(why).append(")\n");
          }
        });
    files.put("servers.txt", servers.toString());
    files.put("findings.txt", text(findings));
    return files;
  }

  /** A name that is a directory's everywhere, and leads nowhere else. */
  private static String directory(String server) {
    String safe = server.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "_");
    return safe.isEmpty() ? "_" : safe;
  }

  private static String text(List<Finding> findings) {
    if (findings.isEmpty()) {
      return "nothing is wrong\n";
    }
    StringBuilder text = new StringBuilder();
    for (Finding finding : findings) {
      text.append(finding.what().word()).append(": ").append(finding.line()).append('\n');
      text.append("  next: ").append(finding.next()).append('\n');
    }
    return text.toString();
  }
}
