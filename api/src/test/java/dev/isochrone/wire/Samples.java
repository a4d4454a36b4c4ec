package dev.isochrone.wire;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.ClusterId;
import dev.isochrone.model.Coordinates;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.Stamp;
import dev.isochrone.model.Version;
import dev.isochrone.model.Zone;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.document.ValueType;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyPart;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.request.AnswerHeader;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.ContextToken;
import dev.isochrone.model.request.KeyForm;
import dev.isochrone.model.request.ReadAnswer;
import dev.isochrone.model.request.ReadRequest;
import dev.isochrone.model.request.RequestHeader;
import dev.isochrone.model.request.SessionStep;
import dev.isochrone.model.request.SessionToken;
import dev.isochrone.model.request.Sibling;
import dev.isochrone.model.table.Column;
import dev.isochrone.model.table.ConflictPolicy;
import dev.isochrone.model.table.Copies;
import dev.isochrone.model.table.DomainName;
import dev.isochrone.model.table.HomeRule;
import dev.isochrone.model.table.KeyColumn;
import dev.isochrone.model.table.KeyType;
import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableLocality;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.HomeOverrides;
import dev.isochrone.placement.Layout;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.placement.PartitionEntry;
import dev.isochrone.placement.RegionEntry;
import dev.isochrone.placement.ResidencyDomain;
import dev.isochrone.placement.SlotRange;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;

/** Random values of everything that travels. */
public final class Samples {
  private static final DomainName DOMAIN = new DomainName("both");
  private static final Region EU = new Region("eu-west");
  private static final Region US = new Region("us-east");

  private final RandomGenerator random;

  /** The same values for the same seed. */
  public Samples(long seed) {
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  public RandomGenerator random() {
    return random;
  }

  public Key key() {
    return new Key(Stream.generate(this::keyPart).limit(1 + random.nextInt(16)).toList());
  }

  public KeyForm keyForm() {
    return random.nextBoolean() ? new KeyForm.Typed(key()) : new KeyForm.Text("FR/" + text());
  }

  private KeyPart keyPart() {
    return switch (random.nextInt(6)) {
      case 0 -> new KeyPart.Text(text());
      case 1 -> new KeyPart.Int64(random.nextLong() >> random.nextInt(64));
      case 2 -> new KeyPart.Bool(random.nextBoolean());
      case 3 -> new KeyPart.Binary(bytes(20));
      case 4 -> new KeyPart.Uuid(uuid());
      default -> new KeyPart.Timestamp(random.nextLong());
    };
  }

  public Document document() {
    return new Document(fields(0));
  }

  private SortedMap<String, Value> fields(int depth) {
    SortedMap<String, Value> fields = new TreeMap<>(Document.NAME_ORDER);
    int n = random.nextInt(6);
    for (int i = 0; i < n; i++) {
      fields.put("f" + text(), value(depth));
    }
    return fields;
  }

  private Value value(int depth) {
    return switch (random.nextInt(depth < 3 ? 12 : 10)) {
      case 0 -> Value.Null.NULL;
      case 1 -> new Value.Bool(random.nextBoolean());
      case 2 -> new Value.Int64(random.nextLong());
      case 3 -> new Value.Float64(anyDouble());
      case 4 -> new Value.Decimal(decimal());
      case 5 -> new Value.Text(text());
      case 6 -> new Value.Binary(bytes(20));
      case 7 -> new Value.Uuid(uuid());
      case 8 -> new Value.Timestamp(random.nextLong());
      case 9 -> new Value.Unknown(200 + random.nextInt(56), bytes(20));
      case 10 ->
          new Value.Listing(
              Stream.generate(() -> value(depth + 1)).limit(random.nextInt(4)).toList());
      default -> new Value.Mapping(fields(depth + 1));
    };
  }

  private double anyDouble() {
    double[] edges = {Double.NaN, -0.0, 0.0, Double.POSITIVE_INFINITY, Double.MIN_VALUE};
    int which = random.nextInt(2 * edges.length);
    return which < edges.length ? edges[which] : random.nextGaussian();
  }

  private BigDecimal decimal() {
    byte[] unscaled = new byte[1 + random.nextInt(64)];
    random.nextBytes(unscaled);
    return new BigDecimal(new BigInteger(unscaled), random.nextInt(-6_144, 6_145));
  }

  public RequestHeader header() {
    return new RequestHeader(
        "r-" + random.nextInt(1_000),
        sometimes(this::region),
        random.nextBoolean(),
        sometimes(() -> new RequestHeader.RoutedBy(1 + random.nextInt(100), random.nextInt(100))),
        sometimes(
            () -> {
              long lowest = random.nextLong(1, 100);
              return new SessionStep(
                  random.nextLong() | 1, hlc(), lowest + random.nextInt(10), lowest);
            }));
  }

  /** A read at any consistency, by whom it may be. */
  ReadRequest read() {
    Consistency level = oneOf(Consistency.values());
    RequestHeader header =
        random.nextBoolean()
            ? header()
            : header()
                .having(
                    SessionToken.nothingOf(new ClusterId("00112233445566778899aabbccddeeff"))
                        .with(version()));
    return level == Consistency.BOUNDED_STALENESS
        ? ReadRequest.within(
            Duration.ofMillis(random.nextLong(1, 1_000_000)), header, tableName(), keyForm())
        : new ReadRequest(header, tableName(), keyForm(), level);
  }

  Condition condition() {
    return switch (random.nextInt(3)) {
      case 0 -> Condition.None.NONE;
      case 1 -> Condition.Absent.ABSENT;
      default -> new Condition.IsVersion(version());
    };
  }

  AnswerHeader answerHeader() {
    return new AnswerHeader(
        hlc(),
        new AnswerHeader.Served(region(), new NodeId("node-" + random.nextInt(10))),
        new AnswerHeader.HomeOf(region(), random.nextInt(10)),
        sometimes(this::version),
        sometimes(() -> Duration.ofMillis(random.nextInt(100_000))),
        sometimes(this::endpoint),
        "r-" + random.nextInt(1_000));
  }

  ContextToken contextToken() {
    return new ContextToken(Bytes.wrap(("c" + text()).getBytes(StandardCharsets.UTF_8)));
  }

  /** What a read found: nothing, a document, or siblings. */
  ReadAnswer readAnswer(AnswerHeader header) {
    List<Sibling> siblings = new ArrayList<>();
    boolean several = random.nextInt(3) == 0;
    for (int i = several ? 2 + random.nextInt(3) : 0; i > 0; i--) {
      siblings.add(new Sibling(version(), sometimes(this::document)));
    }
    return new ReadAnswer(
        header,
        several ? Optional.empty() : sometimes(this::document),
        siblings,
        sometimes(this::contextToken));
  }

  Refusal refusal() {
    return new Refusal(
        oneOf(RefusalCode.values()),
        text(),
        sometimes(this::region),
        random.nextInt(10),
        Duration.ofMillis(random.nextInt(60_001)),
        sometimes(this::endpoint));
  }

  public Version version() {
    return new Version(random.nextInt(10), new Stamp(hlc(), new Origin(1 + random.nextInt(1_000))));
  }

  public HlcTimestamp hlc() {
    return new HlcTimestamp(random.nextLong() >>> 1);
  }

  public Region region() {
    return random.nextBoolean() ? EU : US;
  }

  public Endpoint endpoint() {
    return new Endpoint(
        new NodeId("node-" + random.nextInt(10)), "127.0.0.1", 1 + random.nextInt(65_535));
  }

  public TableName tableName() {
    return new TableName("ns" + random.nextInt(3), "t" + random.nextInt(3));
  }

  /** As clients have it: without the endpoints of Raft. */
  public Directory directory() {
    SortedMap<TableName, TableSpec> tables = new TreeMap<>();
    for (TableSpec table : List.of(byCountry(), pinned(), ruled())) {
      tables.put(table.name(), table);
    }
    return new Directory(
        1 + random.nextInt(1_000),
        new Directory.Cluster(new ClusterId("0123456789abcdef0123456789abcdef"), text()),
        new TreeMap<>(Map.of(EU, regionEntry(EU, 1), US, regionEntry(US, 2))),
        tables,
        new TreeMap<>(Map.of(DOMAIN, new ResidencyDomain(DOMAIN, new TreeSet<>(Set.of(EU, US))))),
        overrides(),
        100 + random.nextInt(3));
  }

  private HomeOverrides overrides() {
    HomeOverrides none = new HomeOverrides(secret(), Collections.emptySortedMap());
    Key france = Key.of(new KeyPart.Text("FR"), new KeyPart.Int64(random.nextLong()));
    return random.nextBoolean()
        ? HomeOverrides.NONE
        : none.withPartitionKey(
                byCountry(), france, new HomeOverrides.MovedHome(US, 2 + random.nextInt(9)))
            .withHomeValue(byCountry(), france, new HomeOverrides.MovedHome(EU, 2));
  }

  private RegionEntry regionEntry(Region region, int origin) {
    SortedMap<NodeId, NodeEntry> nodes = new TreeMap<>();
    for (int i = 0; i < 3; i++) {
      NodeEntry node = node(new NodeId(region.name() + "-" + i), "" + (char) ('a' + i));
      nodes.put(node.id(), node);
    }
    int cut = 1 + random.nextInt(16_000);
    List<NodeId> replicas = List.copyOf(nodes.keySet());
    Layout layout =
        new Layout(
            1 + random.nextInt(5),
            List.of(
                new PartitionEntry(0, List.of(new SlotRange(0, cut)), replicas),
                new PartitionEntry(
                    1, List.of(new SlotRange(cut + 1, 16_383)), replicas.subList(0, 2))));
    return new RegionEntry(region, new Origin(origin), layout, nodes, sometimes(this::coordinates));
  }

  private NodeEntry node(NodeId id, String zone) {
    return new NodeEntry(
        id,
        new Zone(zone),
        new Endpoint(id, "127.0.0.1", 1 + random.nextInt(65_535)),
        new Endpoint(id, "127.0.0.1", 1 + random.nextInt(65_535)),
        Optional.empty(),
        1 + random.nextInt(NodeEntry.WEIGHT_MAX));
  }

  private Coordinates coordinates() {
    return new Coordinates(
        random.nextInt(-Coordinates.LATITUDE_MAX, Coordinates.LATITUDE_MAX + 1),
        random.nextInt(-Coordinates.LONGITUDE_MAX, Coordinates.LONGITUDE_MAX + 1));
  }

  /** By any of the rules whose columns it has. */
  private TableSpec ruled() {
    return new TableSpec(
        3,
        TableName.parse("zoo.ruled"),
        List.of(
            new KeyColumn("region", KeyType.STRING),
            new KeyColumn("lat", KeyType.INT64),
            new KeyColumn("lon", KeyType.INT64)),
        3,
        List.of(),
        new TableSpec.Placement(TableLocality.REGIONAL_BY_ROW, rule(), Partitioning.HASH),
        TableSpec.Versions.FIRST);
  }

  private HomeRule rule() {
    return switch (random.nextInt(4)) {
      case 0 -> new HomeRule.ByRegionColumn("region");
      case 1 ->
          new HomeRule.ByLocation(
              "lat", "lon", new TreeMap<>(Map.of(EU, coordinates(), US, coordinates())));
      case 2 ->
          new HomeRule.ByRange(
              "lat",
              List.of(
                  new HomeRule.ByRange.Span(
                      sometimes(() -> new KeyPart.Int64(-9)),
                      Optional.of(new KeyPart.Int64(random.nextInt(9))),
                      EU),
                  new HomeRule.ByRange.Span(
                      Optional.of(new KeyPart.Int64(9)),
                      sometimes(() -> new KeyPart.Int64(Long.MAX_VALUE)),
                      US)));
      default ->
          new HomeRule.ByHash(
              new TreeMap<>(Map.of(EU, 1 + random.nextInt(9), US, 1 + random.nextInt(9))));
    };
  }

  private TableSpec byCountry() {
    return new TableSpec(
        1,
        TableName.parse("cities"),
        List.of(new KeyColumn("country", KeyType.STRING), new KeyColumn("id", KeyType.INT64)),
        1,
        List.of(new Column("name", ValueType.STRING), new Column("people", ValueType.DECIMAL)),
        new TableSpec.Placement(
            TableLocality.REGIONAL_BY_ROW,
            new HomeRule.ByValue("country", new TreeMap<>(Map.of("FR", EU, "US", US))),
            Partitioning.HASH),
        new TableSpec.Versions(
            1 + random.nextInt(9), 1 + random.nextInt(9), 1 + random.nextInt(9)));
  }

  private TableSpec pinned() {
    List<KeyColumn> key = new ArrayList<>();
    for (KeyType type : KeyType.values()) {
      key.add(new KeyColumn("k" + key.size(), type));
    }
    return new TableSpec(
        2, TableName.parse("app.all"), key, 3, List.of(), placement(), TableSpec.Versions.FIRST);
  }

  private TableSpec.Placement placement() {
    TableLocality locality = oneOf(TableLocality.values());
    return new TableSpec.Placement(
        locality,
        locality.isHomed() ? new HomeRule.Pinned(US) : HomeRule.Everywhere.EVERYWHERE,
        oneOf(Partitioning.values()),
        locality.isHomed() ? Optional.empty() : Optional.of(oneOf(ConflictPolicy.values())),
        sometimes(() -> DOMAIN),
        locality.isHomed() && random.nextBoolean() ? new Copies(random.nextInt(4)) : Copies.ALL);
  }

  String text() {
    String[] pieces = {"a", "Z", "é", "日", "𝄞", "/", "%", " ", "\0", "\n"};
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      text.append(pieces[random.nextInt(pieces.length)]);
    }
    return text.toString();
  }

  private Bytes secret() {
    byte[] secret = new byte[HomeOverrides.SECRET_BYTES_MIN + random.nextInt(16)];
    random.nextBytes(secret);
    return Bytes.wrap(secret);
  }

  public Bytes bytes(int max) {
    byte[] bytes = new byte[random.nextInt(max + 1)];
    random.nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  private UUID uuid() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  <T> T oneOf(T[] options) {
    return options[random.nextInt(options.length)];
  }

  public <T> Optional<T> sometimes(Supplier<T> value) {
    return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
  }
}
