package dev.isochrone.cli.demo;

import dev.isochrone.cli.DocumentJson;
import dev.isochrone.cli.demo.DemoCommand.Clients;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.client.Table;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.Region;
import dev.isochrone.model.key.KeyText;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.AnswerHeader;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.ReadAnswer;
import dev.isochrone.model.request.WriteAnswer;
import dev.isochrone.model.table.TableName;
import dev.isochrone.wire.cluster.NodeStatus;
import dev.isochrone.wire.cluster.ReplicaStatus;
import dev.isochrone.wire.cluster.Whereabouts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The demo's tour. What it says of data, it has just asked. */
final class Tour {
  private static final String TABLE = "cities";
  private static final int ARRIVAL_SECONDS_MAX = 60;
  private static final int POLL_MILLIS = 100;
  private static final int LATER_MILLIS = 1_000;

  private final Story story;
  private final Clients clients;
  private final Pause pause = new Pause();

  Tour(Story story, Clients clients) {
    this.story = story;
    this.clients = clients;
  }

  /** Whether the city that the tour is about is there. */
  static boolean canShow(List<City> cities) {
    return lyon(cities).isPresent();
  }

  private static Optional<City> lyon(List<City> cities) {
    return cities.stream()
        .filter(city -> city.name().equals("Lyon") && city.country().equals("FR"))
        .findAny();
  }

  void run(List<City> cities) throws RefusedException, InterruptedException {
    load(cities);
    City lyon = lyon(cities).orElseThrow();
    String key = KeyText.format(lyon.key());
    where(key);
    readAtHome(key);
    readNearby(key);
    writeFromAfar(key, lyon);
    new TwoWriters(story, clients).run();
  }

  private void load(List<City> cities) throws RefusedException, InterruptedException {
    Table table = clients.europe().table(TABLE);
    story.chapter(
        String.format(
            Locale.ROOT,
            "Loading %,d cities (GeoNames, CC BY 4.0) into %s, keyed (country, id), at home where the country is",
            cities.size(),
            table.name()));
    Loading.load(table, cities);
    story.line(
        "each is on the disks of a majority of its home region's zones; copies travel to the other regions");
    Map<Region, SortedMap<Region, Long>> copies = awaitCopies(cities.size());
    List<String> columns = new ArrayList<>(List.of("copy in"));
    copies.keySet().forEach(home -> columns.add("at home in " + home));
    columns.add("rows");
    story.table(columns, rows(copies));
  }

  private static List<List<String>> rows(Map<Region, SortedMap<Region, Long>> copies) {
    List<List<String>> rows = new ArrayList<>();
    copies.forEach(
        (region, byHome) -> {
          List<String> row = new ArrayList<>(List.of(region.name()));
          copies
              .keySet()
              .forEach(
                  home ->
                      row.add(String.format(Locale.ROOT, "%,d", byHome.getOrDefault(home, 0L))));
          row.add(String.format(Locale.ROOT, "%,d", total(byHome)));
          rows.add(row);
        });
    return rows;
  }

  /** Asks until every region's copy has all rows. */
  private Map<Region, SortedMap<Region, Long>> awaitCopies(long expected)
      throws InterruptedException {
    for (int i = 0; i * POLL_MILLIS < ARRIVAL_SECONDS_MAX * 1_000; i++) {
      Map<Region, SortedMap<Region, Long>> copies = copies(clients.europe());
      if (copies.size() == DemoTable.regions().size()
          && copies.values().stream().allMatch(byHome -> total(byHome) == expected)) {
        return copies;
      }
      pause.millis(POLL_MILLIS);
    }
    throw new IllegalStateException("copies did not arrive within " + ARRIVAL_SECONDS_MAX + " s");
  }

  /** Live rows by home, in each region's copy, as its leader counts them. */
  private static Map<Region, SortedMap<Region, Long>> copies(IsochroneClient client) {
    TableName table = DemoTable.cities().name();
    SortedMap<Region, SortedMap<Region, Long>> copies = new TreeMap<>();
    for (Outcome<NodeStatus> node : client.status().values()) {
      if (node instanceof Outcome.Done<NodeStatus> done) {
        for (ReplicaStatus replica : done.value().replicas()) {
          if (replica.leadership().leads()) {
            SortedMap<Region, Long> byHome =
                copies.computeIfAbsent(done.value().region(), region -> new TreeMap<>());
            replica.rows().stream()
                .filter(count -> count.table().equals(table))
                .forEach(count -> byHome.merge(count.origin(), count.live(), Long::sum));
          }
        }
      }
    }
    return copies;
  }

  private static long total(SortedMap<Region, Long> byHome) {
    return byHome.values().stream().mapToLong(Long::longValue).sum();
  }

  private void where(String key) throws RefusedException {
    story.chapter("Where does Lyon live?  isochrone where cities " + key);
    Whereabouts lyon = clients.europe().table(TABLE).where(key);
    story.line("home       " + lyon.home().region() + ", epoch " + lyon.home().epoch());
    story.line("partition  " + lyon.partition() + ", slot " + lyon.slot().number());
    story.line(
        "leader     "
            + lyon.leader().map(Endpoint::node).map(Object::toString).orElse("not known"));
    story.line(
        "copies in  "
            + lyon.copies().stream()
                .map(copy -> copy.region().name())
                .collect(Collectors.joining(", ")));
  }

  private void readAtHome(String key) throws RefusedException {
    story.chapter("Read at home, strongly: a majority of eu-west confirms its leader first");
    print(clients.europe().table(TABLE).get(key, Consistency.STRONG));
  }

  private void readNearby(String key) throws RefusedException, InterruptedException {
    story.chapter("Read nearby in Asia, as old as it says: the copy in ap-south, no ocean crossed");
    print(clients.asia().table(TABLE).get(key, Consistency.EVENTUAL));
    pause.millis(LATER_MILLIS);
    story.line("and a second later, though nobody wrote: closed timestamps keep it honest");
    print(clients.asia().table(TABLE).get(key, Consistency.EVENTUAL));
  }

  private void writeFromAfar(String key, City lyon) throws RefusedException {
    story.chapter("Write it from Asia: whoever is asked, the write goes to the row's home");
    WriteAnswer written = clients.asia().table(TABLE).put(key, lyon.document());
    AnswerHeader header = written.header();
    story.line(
        "taken by   "
            + header.served().region()
            + ", node "
            + header.served().node()
            + "; version "
            + header.version().map(Object::toString).orElse("none"));
    story.line("on the disks of a majority of its zones when the caller heard of it");
  }

  private void print(ReadAnswer answer) {
    AnswerHeader header = answer.header();
    story.line(
        answer.document().map(row -> DocumentJson.toJson(row).toString()).orElse("no such row"));
    story.line(
        "served by  "
            + header.served().region()
            + ", node "
            + header.served().node()
            + "; version "
            + header.version().map(Object::toString).orElse("none")
            + "; staleness "
            + header.staleness().map(age -> age.toMillis() + " ms").orElse("unknown"));
  }
}
