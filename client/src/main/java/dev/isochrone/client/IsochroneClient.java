package dev.isochrone.client;

import dev.isochrone.api.v1.ClusterGrpc;
import dev.isochrone.api.v1.ConflictsGrpc;
import dev.isochrone.api.v1.LinksGrpc;
import dev.isochrone.api.v1.StatusRequest;
import dev.isochrone.client.route.Route;
import dev.isochrone.client.route.Routes;
import dev.isochrone.hlc.Ticker;
import dev.isochrone.hlc.TimeLimit;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusalKind;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.KeyForm;
import dev.isochrone.model.request.RequestHeader;
import dev.isochrone.model.request.SessionToken;
import dev.isochrone.model.scan.ScanRange;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.placement.RegionEntry;
import dev.isochrone.wire.cluster.ClusterWire;
import dev.isochrone.wire.cluster.Description;
import dev.isochrone.wire.cluster.LinkOrder;
import dev.isochrone.wire.cluster.LinkWire;
import dev.isochrone.wire.cluster.NodeStatus;
import dev.isochrone.wire.cluster.StatusWire;
import dev.isochrone.wire.cluster.WhereQuestion;
import dev.isochrone.wire.cluster.Whereabouts;
import dev.isochrone.wire.conflict.Conflict;
import dev.isochrone.wire.conflict.ConflictPage;
import dev.isochrone.wire.conflict.ConflictQuestion;
import dev.isochrone.wire.conflict.ConflictsQuestion;
import dev.isochrone.wire.conflict.ConflictsWire;
import dev.isochrone.wire.grpc.Address;
import dev.isochrone.wire.grpc.ChannelConfig;
import dev.isochrone.wire.grpc.Channels;
import dev.isochrone.wire.tls.Credentials;
import dev.isochrone.wire.tls.TlsFileException;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/**
 * A cluster, as a caller uses it.
 *
 * <pre>{@code
 * try (IsochroneClient client = IsochroneClient.connect(ClientConfig.to("127.0.0.1:7400"))) {
 *   Table cities = client.table("cities");
 *   cities.put("FR/2996944", Document.of(Map.of("name", new Value.Text("Lyon"))));
 *   ReadAnswer lyon = cities.get("FR/2996944", Consistency.EVENTUAL);
 * }
 * }</pre>
 *
 * <p>Any thread; one client serves a whole process.
 */
public final class IsochroneClient implements AutoCloseable {
  private final ClientConfig config;
  private final Channels channels;
  private final Dispatcher dispatcher;

  private IsochroneClient(ClientConfig config, Channels channels, Dispatcher dispatcher) {
    this.config = config;
    this.channels = channels;
    this.dispatcher = dispatcher;
  }

  /**
   * Learns the cluster from the first endpoint that answers, or else from a node that is remembered
   * ({@link ClientConfig#remembering}). Blocks for as long as the configured timeout at most.
   *
   * @throws RefusedException {@code HOME_UNREACHABLE} if none answers; {@code NOT_TRUSTED} if the
   *     last one and this client do not come to terms over TLS, or a file for it can't be used
   */
  public static IsochroneClient connect(ClientConfig config) throws RefusedException {
    Ticker ticker = Ticker.system();
    Channels channels = Channels.open(ChannelConfig.DEFAULT, ticker, credentials(config));
    try {
      Directories directories = new Bootstrap(config, channels, ticker).learn();
      return new IsochroneClient(
          config, channels, Dispatcher.start(config, channels, directories, ticker));
    } catch (RefusedException | RuntimeException failed) {
      channels.close();
      throw failed;
    }
  }

  private static Optional<Credentials> credentials(ClientConfig config) throws RefusedException {
    try {
      return Credentials.openIfAny(config.tls());
    } catch (TlsFileException unfit) {
      throw Refusal.of(RefusalCode.NOT_TRUSTED, String.valueOf(unfit.getMessage())).asException();
    }
  }

  /** The directory as this client knows it now. */
  public Directory directory() {
    return dispatcher.directories().known();
  }

  /**
   * Where the caller is: in the configured region, else in that of the node that answered first.
   */
  public Region region() {
    return dispatcher.directories().near();
  }

  /**
   * A table, by {@code namespace.table} or, in the namespace {@code default}, by its name alone.
   *
   * @throws RefusedException {@code NO_SUCH_TABLE}
   */
  public Table table(String name) throws RefusedException {
    TableName parsed;
    try {
      parsed = TableName.parse(name);
    } catch (IllegalArgumentException unfit) {
      throw Refusal.of(RefusalCode.NO_SUCH_TABLE, "no table can be called " + name).asException();
    }
    return new Table(this, known(parsed).name());
  }

  /** A session that has seen nothing yet. */
  public Session session() {
    return new Session(this, SessionToken.nothingOf(directory().cluster().id()));
  }

  /**
   * The session that another one's {@link Session#token} stands for, to be gone on with.
   *
   * @throws RefusedException {@code INVALID_REQUEST}: it is none, not whole, or of another cluster
   */
  public Session session(String token) throws RefusedException {
    SessionToken seen = SessionToken.parse(token).orThrow();
    Optional<Refusal> foreign = seen.foreignTo(directory().cluster().id());
    if (foreign.isPresent()) {
      throw foreign.get().asException();
    }
    return new Session(this, seen);
  }

  /** The table, as it is known here, or else to some node by now. */
  TableSpec known(TableName name) throws RefusedException {
    Optional<TableSpec> table = directory().table(name);
    if (table.isEmpty()) {
      ended(dispatcher.directories().fetch(config.endpoints().get(0), limit()));
      table = directory().table(name);
    }
    if (table.isEmpty()) {
      throw Route.noSuchTable(directory(), name).asException();
    }
    return table.get();
  }

  /** The time that a request of this client has, from now on. */
  TimeLimit limit() {
    return dispatcher.limit(config.timeout());
  }

  /** Another one at each call, and at no other client's. */
  String requestId() {
    return dispatcher.requestIds().get();
  }

  /** Asks one endpoint, and then one node, after the other what may be asked again. */
  <Q, A, V> V askAnyNode(MethodDescriptor<Q, A> method, Q request, Function<A, Outcome<V>> value)
      throws RefusedException {
    return ended(
        new Inquiry<>(channels, method, request, value, limit())
            .ask(dispatcher.directories().servers()));
  }

  /**
   * What these nodes know now, which this client then knows too; those that do not answer are
   * missing. All are asked at once.
   */
  Map<NodeId, Directory> directoriesOf(Collection<NodeEntry> nodes, TimeLimit limit) {
    TimeLimit each = Inquiry.atMostEach(limit);
    Map<NodeId, CompletableFuture<Description>> asked = new TreeMap<>();
    for (NodeEntry node : nodes) {
      List<Address> address = List.of(Address.of(node.client()));
      asked.put(node.id(), Directories.describe(channels, address, /* knownVersion= */ 0, each));
    }
    Map<NodeId, Directory> told = new TreeMap<>();
    asked.forEach(
        (node, description) ->
            outcome(description)
                .<Optional<Directory>>fold(Description::directory, refusal -> Optional.empty())
                .ifPresent(
                    directory -> {
                      dispatcher.directories().take(directory);
                      told.put(node, directory);
                    }));
    return told;
  }

  /**
   * How long every node of the directory took to answer a small question, or why it did not; all
   * are asked at once. The first time it includes connecting.
   */
  public SortedMap<NodeId, Outcome<Duration>> roundTrips() {
    return new RoundTrips(channels, limit()).measure(directory());
  }

  /** The insides of the servers, to be looked at and changed. */
  public Interiors interiors() {
    return new Interiors(this);
  }

  /** A question to servers that are given to it. */
  <Q, A, V> Inquiry<Q, A, V> inquiry(
      MethodDescriptor<Q, A> method, Q request, Function<A, Outcome<V>> value, TimeLimit limit) {
    return new Inquiry<>(channels, method, request, value, limit);
  }

  /** Who leads what, to be changed. */
  public Leadership leadership() {
    return new Leadership(this);
  }

  /** The tables and residency domains, to be changed. */
  public Schema schema() {
    return new Schema(this);
  }

  /**
   * What every node of the directory says of itself, or why it said nothing; all are asked at once.
   */
  public SortedMap<NodeId, Outcome<NodeStatus>> status() {
    SortedMap<NodeId, CompletableFuture<NodeStatus>> asked = new TreeMap<>();
    TimeLimit limit = Inquiry.atMostEach(limit());
    for (RegionEntry region : directory().regions().values()) {
      for (NodeEntry node : region.nodes().values()) {
        asked.put(
            node.id(),
            new Inquiry<>(
                    channels,
                    ClusterGrpc.getStatusMethod(),
                    StatusRequest.getDefaultInstance(),
                    StatusWire::fromProto,
                    limit)
                .ask(List.of(Address.of(node.client()))));
      }
    }
    SortedMap<NodeId, Outcome<NodeStatus>> told = new TreeMap<>();
    asked.forEach((node, status) -> told.put(node, outcome(status)));
    return told;
  }

  /**
   * Gives an order to the links from one region to another, to every node of the sending one at
   * once. May be repeated.
   *
   * @return the partitions of the sending region whose logs have it; if some are missing, they had
   *     no leader that answered
   * @throws RefusedException the order makes no sense to some node
   */
  public NavigableSet<Integer> order(LinkOrder order) throws RefusedException {
    Optional<RegionEntry> from = directory().region(order.from());
    if (from.isEmpty()) {
      throw Refusal.of(RefusalCode.INVALID_REQUEST, "there is no region " + order.from())
          .asException();
    }
    NavigableSet<Integer> noted = new TreeSet<>();
    for (Outcome<NavigableSet<Integer>> outcome :
        askEach(
            from.get(), LinksGrpc.getPauseMethod(), LinkWire.toProto(order), LinkWire::fromProto)) {
      if (outcome instanceof Outcome.Refused<NavigableSet<Integer>> refused
          && refused.refusal().kind() == RefusalKind.NEVER) {
        throw refused.refusal().asException();
      }
      outcome.map(noted::addAll); // A node that does not answer may lead nothing.
    }
    return noted;
  }

  /** Asks all nodes of a region at once: what only the right one of them can do. */
  <Q, A, V> List<Outcome<V>> askEach(
      RegionEntry region, MethodDescriptor<Q, A> method, Q request, Function<A, Outcome<V>> value) {
    TimeLimit limit = limit();
    List<CompletableFuture<V>> asked = new ArrayList<>();
    for (NodeEntry node : region.nodes().values()) {
      asked.add(
          new Inquiry<>(channels, method, request, value, limit)
              .ask(List.of(Address.of(node.client()))));
    }
    return asked.stream().map(IsochroneClient::outcome).toList();
  }

  /**
   * Ends all requests in progress: those that wait are refused; a write that has been sent is
   * {@code OUTCOME_UNKNOWN}. Afterwards the client takes no more.
   */
  @Override
  public void close() {
    dispatcher.close();
  }

  Whereabouts where(TableName table, KeyForm key) throws RefusedException {
    Route route = Route.find(dispatcher.directories().routes(), table, key).orThrow();
    List<Address> near = new ArrayList<>();
    for (Endpoint server : route.nearFirst(dispatcher.nextTurn())) {
      near.add(Address.of(server));
    }
    return ended(
        new Inquiry<>(
                channels,
                ClusterGrpc.getWhereMethod(),
                ClusterWire.toProto(
                    new WhereQuestion(inquiryHeader(), table, new KeyForm.Typed(route.key()))),
                ClusterWire::fromProto,
                dispatcher.limit(config.timeout()))
            .ask(near));
  }

  ConflictPage conflicts(TableName table, Bytes from, int max) throws RefusedException {
    return ended(
        new Inquiry<>(
                channels,
                ConflictsGrpc.getListMethod(),
                ConflictsWire.toProto(
                    new ConflictsQuestion(inquiryHeader(), table, from, Math.max(0, max))),
                ConflictsWire::fromProto,
                dispatcher.limit(config.timeout()))
            .ask(takingNodes(table)));
  }

  Optional<Conflict> conflict(TableName table, Bytes id) throws RefusedException {
    return ended(
            new Inquiry<>(
                    channels,
                    ConflictsGrpc.getShowMethod(),
                    ConflictsWire.toProto(new ConflictQuestion(inquiryHeader(), table, id)),
                    ConflictsWire::fromProto,
                    dispatcher.limit(config.timeout()))
                .ask(takingNodes(table)))
        .conflict();
  }

  /** Each of them knows what its own region's log says. */
  private List<Address> takingNodes(TableName name) throws RefusedException {
    Routes routes = dispatcher.directories().routes();
    Optional<TableSpec> table = routes.directory().table(name);
    if (table.isEmpty()) {
      throw Route.noSuchTable(routes.directory(), name).asException();
    }
    return routes.takingNodes(table.get(), dispatcher.nextTurn()).stream()
        .map(Address::of)
        .toList();
  }

  private RequestHeader inquiryHeader() {
    return new RequestHeader(
        dispatcher.requestIds().get(),
        dispatcher.callerRegion(),
        /* noForward= */ false,
        Optional.empty());
  }

  RowScan scan(TableName table, ScanRange range, ScanOptions options) {
    return new RowScan(dispatcher, new RowScan.Scanned(table, range), options, config.timeout());
  }

  /** As a future; refused at once if too many are in flight. */
  <V> CompletableFuture<V> carryOut(Question<V> question) {
    return dispatcher.admit()
        ? dispatcher.carryOut(question, dispatcher.limit(config.timeout()))
        : CompletableFuture.failedFuture(tooMany().asException());
  }

  /** Blocking; if too many are in flight it waits its turn, within its time. */
  <V> V await(Question<V> question) throws RefusedException {
    TimeLimit limit = dispatcher.limit(config.timeout());
    try {
      if (!dispatcher.admit(limit)) {
        throw tooMany().asException();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw Refusal.later(RefusalCode.OVERLOADED, "interrupted before it was sent", Duration.ZERO)
          .asException();
    }
    return ended(dispatcher.carryOut(question, limit));
  }

  private Refusal tooMany() {
    return Refusal.later(
        RefusalCode.OVERLOADED,
        "this client has " + config.inFlightMax() + " requests in flight, and takes no more",
        Duration.ZERO);
  }

  static <V> Outcome<V> outcome(CompletableFuture<V> future) {
    try {
      return Outcome.done(ended(future));
    } catch (RefusedException refused) {
      return Outcome.refused(refused.refusal());
    }
  }

  /** Waits for the future, which ends within its request's limit. */
  static <V> V ended(CompletableFuture<V> future) throws RefusedException {
    try {
      return future.get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RefusedException refused) {
        throw refused;
      }
      throw new IllegalStateException(failed.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw Refusal.of(RefusalCode.OUTCOME_UNKNOWN, "interrupted while it was under way")
          .asException();
    }
  }
}
