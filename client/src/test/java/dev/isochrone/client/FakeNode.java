package dev.isochrone.client;

import dev.isochrone.api.v1.ClusterGrpc;
import dev.isochrone.api.v1.DataGrpc;
import dev.isochrone.api.v1.DeleteAnswer;
import dev.isochrone.api.v1.DeleteRequest;
import dev.isochrone.api.v1.DescribeAnswer;
import dev.isochrone.api.v1.DescribeRequest;
import dev.isochrone.api.v1.GetAnswer;
import dev.isochrone.api.v1.GetRequest;
import dev.isochrone.api.v1.PutAnswer;
import dev.isochrone.api.v1.PutRequest;
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
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.request.AnswerHeader;
import dev.isochrone.model.request.ReadAnswer;
import dev.isochrone.model.request.WriteAnswer;
import dev.isochrone.placement.Directory;
import dev.isochrone.wire.AnswerWire;
import dev.isochrone.wire.ClusterWire;
import dev.isochrone.wire.StatusWire;
import dev.isochrone.wire.cluster.Description;
import dev.isochrone.wire.cluster.NodeStatus;
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
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A server of {@code isochrone.v1} that does as it is told: first what stands in its script, then
 * always the same. It notes what it was asked.
 */
final class FakeNode implements AutoCloseable {
  private final NodeId id;
  private final Region region;
  private final Supplier<Directory> directory;
  private final Server server;
  private final ConcurrentLinkedQueue<Consumer<Asked>> script = new ConcurrentLinkedQueue<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final FakeScans scans = new FakeScans();
  private volatile int port;
  private volatile Consumer<Asked> always = Asked::answer;

  private FakeNode(NodeId id, Region region, Supplier<Directory> directory) throws IOException {
    this.id = id;
    this.region = region;
    this.directory = directory;
    this.server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .directExecutor()
            .permitKeepAliveTime(1, TimeUnit.SECONDS)
            .addService(new Rows())
            .addService(new Describing())
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

  /** The requests about rows, in their order. */
  List<Asked> asked() {
    return asked;
  }

  /** How it reacts to scans. */
  FakeScans scans() {
    return scans;
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

  /** A request about a row, and how to answer it. */
  record Asked(
      FakeNode node, RequestHeader header, Consumer<AnswerHeader> done, Consumer<Throwable> fail) {
    void answer() {
      answerNaming(Optional.of(node.endpoint()));
    }

    void answerNaming(Optional<Endpoint> leader) {
      done.accept(
          new AnswerHeader(
              HlcTimestamp.of(1, 0),
              new AnswerHeader.Served(node.region, node.id),
              new AnswerHeader.HomeOf(node.region, 1),
              Optional.empty(),
              Optional.empty(),
              leader,
              header.getRequestId()));
    }

    void refuse(Refusal refusal) {
      fail.accept(GrpcRefusals.toStatus(refusal, header.getRequestId()));
    }

    void fail(Status status) {
      fail.accept(status.asRuntimeException());
    }
  }

  private final class Rows extends DataGrpc.DataImplBase {
    @Override
    public void scan(ScanRequest request, StreamObserver<ScanPage> pages) {
      scans.serve(request, pages);
    }

    @Override
    public void put(PutRequest request, StreamObserver<PutAnswer> answers) {
      react(asked(request.getHeader(), answers, it -> AnswerWire.toPut(new WriteAnswer(it))));
    }

    @Override
    public void delete(DeleteRequest request, StreamObserver<DeleteAnswer> answers) {
      react(asked(request.getHeader(), answers, it -> AnswerWire.toDelete(new WriteAnswer(it))));
    }

    @Override
    public void get(GetRequest request, StreamObserver<GetAnswer> answers) {
      react(
          asked(
              request.getHeader(),
              answers,
              it -> AnswerWire.toGet(new ReadAnswer(it, Optional.empty()), request.getPacked())));
    }

    private <A> Asked asked(
        RequestHeader header, StreamObserver<A> answers, Function<AnswerHeader, A> toProto) {
      return new Asked(
          FakeNode.this, header, it -> end(answers, toProto.apply(it)), answers::onError);
    }
  }

  private final class Describing extends ClusterGrpc.ClusterImplBase {
    @Override
    public void describe(DescribeRequest request, StreamObserver<DescribeAnswer> answers) {
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
