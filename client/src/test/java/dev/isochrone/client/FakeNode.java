package dev.isochrone.client;

import dev.isochrone.api.v1.ClusterGrpc;
import dev.isochrone.api.v1.DataGrpc;
import dev.isochrone.api.v1.DescribeAnswer;
import dev.isochrone.api.v1.DescribeRequest;
import dev.isochrone.api.v1.OpenSessionAnswer;
import dev.isochrone.api.v1.OpenSessionRequest;
import dev.isochrone.api.v1.Operation;
import dev.isochrone.api.v1.OperationAnswers;
import dev.isochrone.api.v1.Operations;
import dev.isochrone.api.v1.RequestHeader;
import dev.isochrone.api.v1.ScanPage;
import dev.isochrone.api.v1.ScanRequest;
import dev.isochrone.api.v1.StatusAnswer;
import dev.isochrone.api.v1.StatusRequest;
import dev.isochrone.api.v1.WhereAnswer;
import dev.isochrone.api.v1.WhereRequest;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.model.key.Slot;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.request.AnswerHeader;
import dev.isochrone.model.request.ContextToken;
import dev.isochrone.model.request.ReadAnswer;
import dev.isochrone.model.request.RequestId;
import dev.isochrone.model.request.SessionOpening;
import dev.isochrone.model.request.Sibling;
import dev.isochrone.model.request.WriteAnswer;
import dev.isochrone.placement.Directory;
import dev.isochrone.wire.AnswerGathering;
import dev.isochrone.wire.AnswerWire;
import dev.isochrone.wire.cluster.ClusterWire;
import dev.isochrone.wire.cluster.Description;
import dev.isochrone.wire.cluster.NodeStatus;
import dev.isochrone.wire.cluster.StatusWire;
import dev.isochrone.wire.cluster.Whereabouts;
import dev.isochrone.wire.grpc.GrpcRefusals;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A server of {@code isochrone.v1} that does as it is told: first what stands in its script, then
 * always the same. It notes what it was asked.
 */
final class FakeNode implements AutoCloseable {
  /** The session that is opened if a test says nothing else. */
  static final long SESSION = 77;

  private final NodeId id;
  private final Region region;
  private final Supplier<Directory> directory;
  private final Server server;
  private final ConcurrentLinkedQueue<Consumer<Asked>> script = new ConcurrentLinkedQueue<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final FakeScans scans = new FakeScans();
  private final FakeConflicts conflicts = new FakeConflicts();
  private final AtomicInteger described = new AtomicInteger();
  private volatile int port;
  private volatile Consumer<Asked> always = Asked::answer;
  private volatile Supplier<Outcome<Long>> sessions;

  private FakeNode(NodeId id, Region region, Supplier<Directory> directory) throws IOException {
    this.id = id;
    this.region = region;
    this.directory = directory;
    this.sessions = () -> Outcome.done(SESSION);
    this.server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .directExecutor()
            .permitKeepAliveTime(1, TimeUnit.SECONDS)
            .addService(new Rows())
            .addService(new Describing())
            .addService(conflicts)
            .build();
  }

  static FakeNode start(NodeId id, Region region, Supplier<Directory> directory)
      throws IOException {
    FakeNode node = new FakeNode(id, region, directory);
    node.server.start();
    node.port = node.server.getPort();
    return node;
  }

  /** Once, at the next request. */
  FakeNode then(Consumer<Asked> reaction) {
    script.add(reaction);
    return this;
  }

  /** When the script is at its end. */
  FakeNode always(Consumer<Asked> reaction) {
    always = reaction;
    return this;
  }

  /** Which session is opened, for whoever asks here. */
  FakeNode opening(Supplier<Outcome<Long>> session) {
    sessions = session;
    return this;
  }

  /** The requests about rows, in their order. */
  List<Asked> asked() {
    return asked;
  }

  /** How often it was asked what the cluster is. */
  int described() {
    return described.get();
  }

  /** How it reacts to scans. */
  FakeScans scans() {
    return scans;
  }

  /** What it knows to have lost. */
  FakeConflicts conflicts() {
    return conflicts;
  }

  Endpoint endpoint() {
    return new Endpoint(id, "127.0.0.1", port);
  }

  /** As a crash: nothing is answered any more. */
  @Override
  public void close() {
    server.shutdownNow();
  }

  private void react(Asked request) {
    asked.add(request);
    Consumer<Asked> next = script.poll();
    (next == null ? always : next).accept(request);
  }

  /** A request about rows, and how to answer it. Its header says what the stream's opening does. */
  record Asked(FakeNode node, RequestHeader header, Operation operation, Stream stream) {
    void answer() {
      answerNaming(Optional.of(node.endpoint()));
    }

    void answerNaming(Optional<Endpoint> leader) {
      AnswerHeader header = node.header(leader);
      AnswerGathering answers = new AnswerGathering();
      if (operation.hasGet()) {
        answers.addRead(
            operation, Outcome.done(new ReadAnswer(header, Optional.empty())), header.id());
      } else {
        answers.addWrite(operation, Outcome.done(new WriteAnswer(header)), header.id());
      }
      stream.send(answers);
    }

    /** To a get: these siblings, seen with this context. */
    void answerWith(List<Sibling> siblings, ContextToken context) {
      AnswerGathering answers = new AnswerGathering();
      AnswerHeader header = node.header(Optional.of(node.endpoint()));
      answers.addRead(
          operation,
          Outcome.done(new ReadAnswer(header, Optional.empty(), siblings, Optional.of(context))),
          header.id());
      stream.send(answers);
    }

    void refuse(Refusal refusal) {
      AnswerGathering answers = new AnswerGathering();
      answers.addRefusal(operation, refusal, RequestId.of("fake"));
      stream.send(answers);
    }

    /** Breaks the stream, with all that is under way on it. */
    void fail(Status status) {
      stream.fail(status.asRuntimeException());
    }
  }

  private AnswerHeader header(Optional<Endpoint> leader) {
    return new AnswerHeader(
        HlcTimestamp.of(1, 0),
        new AnswerHeader.Served(region, id),
        new AnswerHeader.HomeOf(region, 1),
        Optional.empty(),
        Optional.empty(),
        leader,
        "");
  }

  /** One client's stream; any thread may answer on it. */
  final class Stream implements StreamObserver<Operations> {
    private final StreamObserver<OperationAnswers> answers;
    private Operations.Opening opening = Operations.Opening.getDefaultInstance();

    Stream(StreamObserver<OperationAnswers> answers) {
      this.answers = answers;
    }

    @Override
    public void onNext(Operations message) {
      if (message.hasOpening()) {
        opening = message.getOpening();
      }
      for (Operation operation : message.getOperationList()) {
        RequestHeader.Builder header = own(operation).toBuilder();
        header.setNoForward(opening.getNoForward()).setCallerRegion(opening.getCallerRegion());
        react(new Asked(FakeNode.this, header.build(), operation, this));
      }
    }

    @Override
    public void onError(Throwable gone) {}

    @Override
    public void onCompleted() {
      answers.onCompleted();
    }

    synchronized void send(AnswerGathering gathered) {
      answers.onNext(gathered.build());
    }

    synchronized void fail(Throwable failure) {
      answers.onError(failure);
    }

    private static RequestHeader own(Operation operation) {
      return switch (operation.getOperationCase()) {
        case PUT -> operation.getPut().getHeader();
        case DELETE -> operation.getDelete().getHeader();
        case GET -> operation.getGet().getHeader();
        case WRITE -> operation.getWrite().getHeader();
        case OPERATION_NOT_SET -> throw new AssertionError("operation of no kind");
      };
    }
  }

  private final class Rows extends DataGrpc.DataImplBase {
    @Override
    public StreamObserver<Operations> converse(StreamObserver<OperationAnswers> answers) {
      return new Stream(answers);
    }

    @Override
    public void scan(ScanRequest request, StreamObserver<ScanPage> pages) {
      scans.serve(request, pages);
    }

    @Override
    public void openSession(OpenSessionRequest request, StreamObserver<OpenSessionAnswer> answers) {
      Outcome<Long> session = sessions.get();
      if (session instanceof Outcome.Refused<Long> refused) {
        answers.onError(GrpcRefusals.toStatus(refused.refusal(), ""));
      } else if (session instanceof Outcome.Done<Long> opened) {
        SessionOpening opening =
            new SessionOpening(
                header(Optional.empty()), opened.value(), HlcTimestamp.of(opened.value(), 0));
        end(answers, AnswerWire.toOpenSession(opening));
      }
    }
  }

  private final class Describing extends ClusterGrpc.ClusterImplBase {
    @Override
    public void describe(DescribeRequest request, StreamObserver<DescribeAnswer> answers) {
      described.incrementAndGet();
      Directory known = directory.get();
      Optional<Directory> told =
          request.getKnownVersion() == known.version() ? Optional.empty() : Optional.of(known);
      end(answers, ClusterWire.toProto(new Description(told, endpoint(), region)));
    }

    @Override
    public void where(WhereRequest request, StreamObserver<WhereAnswer> answers) {
      Whereabouts whereabouts =
          new Whereabouts(
              new AnswerHeader.HomeOf(region, 1), new Slot(7), 0, Optional.empty(), List.of());
      end(answers, ClusterWire.toProto(whereabouts));
    }

    @Override
    public void status(StatusRequest request, StreamObserver<StatusAnswer> answers) {
      end(
          answers,
          StatusWire.toProto(new NodeStatus(region, id, HlcTimestamp.of(1, 0), List.of())));
    }
  }

  private static <A> void end(StreamObserver<A> answers, A answer) {
    answers.onNext(answer);
    answers.onCompleted();
  }
}
