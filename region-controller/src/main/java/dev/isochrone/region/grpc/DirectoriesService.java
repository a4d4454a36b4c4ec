package dev.isochrone.region.grpc;

import com.google.protobuf.ByteString;
import dev.isochrone.api.internal.v1.AddColumnRequest;
import dev.isochrone.api.internal.v1.ChangeAnswer;
import dev.isochrone.api.internal.v1.CreateDomainRequest;
import dev.isochrone.api.internal.v1.CreateTableRequest;
import dev.isochrone.api.internal.v1.DirectoriesGrpc;
import dev.isochrone.api.internal.v1.DropDomainRequest;
import dev.isochrone.api.internal.v1.DropTableRequest;
import dev.isochrone.api.internal.v1.FetchAnswer;
import dev.isochrone.api.internal.v1.FetchRequest;
import dev.isochrone.api.internal.v1.InitAnswer;
import dev.isochrone.api.internal.v1.InitRequest;
import dev.isochrone.api.internal.v1.JoinAnswer;
import dev.isochrone.api.internal.v1.JoinRequest;
import dev.isochrone.api.internal.v1.MirrorAnswer;
import dev.isochrone.api.internal.v1.MirrorRequest;
import dev.isochrone.api.internal.v1.RegisterNodeAnswer;
import dev.isochrone.api.internal.v1.RegisterNodeRequest;
import dev.isochrone.api.internal.v1.SubmitRequest;
import dev.isochrone.api.internal.v1.TableAnswer;
import dev.isochrone.model.ClusterId;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.table.DomainName;
import dev.isochrone.model.table.TableName;
import dev.isochrone.region.desk.ControlDesk;
import dev.isochrone.region.directory.GlobalCommand;
import dev.isochrone.region.directory.GlobalDirectoryState;
import dev.isochrone.region.format.GlobalStateCodec;
import dev.isochrone.wire.FieldPath;
import dev.isochrone.wire.cluster.TableWire;
import dev.isochrone.wire.grpc.GrpcRefusals;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code isochrone.internal.v1.Directories}: brings what is asked to the desk. */
public final class DirectoriesService extends DirectoriesGrpc.DirectoriesImplBase {
  private static final Logger LOG = LoggerFactory.getLogger(DirectoriesService.class);
  private static final GlobalStateCodec STATES = new GlobalStateCodec();

  private final ControlDesk desk;

  public DirectoriesService(ControlDesk desk) {
    this.desk = desk;
  }

  @Override
  public void init(InitRequest request, StreamObserver<InitAnswer> observer) {
    end(
        observer,
        DirectoriesWire.founding(request).fold(desk::init, DirectoriesService::refused),
        id -> InitAnswer.newBuilder().setClusterId(id.hex()).build());
  }

  @Override
  public void join(JoinRequest request, StreamObserver<JoinAnswer> observer) {
    end(
        observer,
        asked(
            () -> {
              ClusterId cluster = DirectoriesWire.cluster(request.getClusterId());
              return desk.join(
                  cluster, DirectoriesWire.spec(request.getRegion(), FieldPath.of("region")));
            }),
        origin -> JoinAnswer.newBuilder().setOrigin(origin.number()).build());
  }

  @Override
  public void registerNode(
      RegisterNodeRequest request, StreamObserver<RegisterNodeAnswer> observer) {
    end(
        observer,
        DirectoriesWire.report(request)
            .fold(
                report -> desk.register(report.cluster(), report.region(), report.node()),
                DirectoriesService::refused),
        id -> RegisterNodeAnswer.newBuilder().setClusterId(id.hex()).build());
  }

  @Override
  public void fetch(FetchRequest request, StreamObserver<FetchAnswer> observer) {
    end(
        observer,
        asked(
            () ->
                CompletableFuture.completedFuture(
                    desk.view(DirectoriesWire.optionalCluster(request.getClusterId())))),
        view -> DirectoriesWire.toProto(view, desk.region(), request));
  }

  @Override
  public void createTable(CreateTableRequest request, StreamObserver<TableAnswer> observer) {
    end(
        observer,
        asked(
            () -> {
              GlobalCommand.CreateTable create =
                  DirectoriesWire.createTable(request.getRequest(), request.getTable());
              return tableAfter(request.getClusterId(), create, create.wanted().name());
            }),
        table -> table);
  }

  @Override
  public void addColumn(AddColumnRequest request, StreamObserver<TableAnswer> observer) {
    end(
        observer,
        asked(
            () -> {
              TableName name = name(request.getTable());
              return tableAfter(
                  request.getClusterId(),
                  new GlobalCommand.AddColumn(
                      name, request.getTableId(), DirectoriesWire.column(request.getColumn())),
                  name);
            }),
        table -> table);
  }

  /** The table of this name after the command; a repeated one may find it dropped since. */
  private CompletableFuture<Outcome<TableAnswer>> tableAfter(
      String cluster, GlobalCommand command, TableName name) throws RefusedException {
    return desk.change(DirectoriesWire.cluster(cluster), command)
        .thenApply(outcome -> outcome.fold(state -> answer(state, name), Outcome::refused));
  }

  private static Outcome<TableAnswer> answer(GlobalDirectoryState state, TableName name) {
    var table = state.tables().get(name);
    return table == null
        ? Outcome.refused(
            Refusal.of(RefusalCode.NO_SUCH_TABLE, "done before; " + name + " was dropped since"))
        : Outcome.done(
            TableAnswer.newBuilder()
                .setTable(TableWire.toProto(table))
                .setGlobalVersion(state.version())
                .build());
  }

  @Override
  public void dropTable(DropTableRequest request, StreamObserver<ChangeAnswer> observer) {
    change(
        observer,
        request.getClusterId(),
        () -> new GlobalCommand.DropTable(name(request.getTable()), request.getTableId()));
  }

  @Override
  public void createDomain(CreateDomainRequest request, StreamObserver<ChangeAnswer> observer) {
    change(
        observer,
        request.getClusterId(),
        () -> new GlobalCommand.CreateDomain(DirectoriesWire.domain(request.getDomain())));
  }

  @Override
  public void dropDomain(DropDomainRequest request, StreamObserver<ChangeAnswer> observer) {
    change(
        observer,
        request.getClusterId(),
        () ->
            new GlobalCommand.DropDomain(
                FieldPath.of("domain").value(() -> new DomainName(request.getDomain()))));
  }

  @Override
  public void mirror(MirrorRequest request, StreamObserver<MirrorAnswer> observer) {
    GlobalDirectoryState state = desk.global();
    MirrorAnswer.Builder answer = MirrorAnswer.newBuilder().setVersion(state.version());
    if (state.version() != request.getKnownVersion()) {
      answer.setState(ByteString.copyFrom(STATES.encode(state).shared()));
    }
    observer.onNext(answer.build());
    observer.onCompleted();
  }

  @Override
  public void submit(SubmitRequest request, StreamObserver<ChangeAnswer> observer) {
    end(
        observer,
        DirectoriesWire.submitted(request).fold(desk::submitted, DirectoriesService::refused),
        DirectoriesService::answer);
  }

  private void change(
      StreamObserver<ChangeAnswer> observer,
      String cluster,
      FieldPath.Reading<GlobalCommand> command) {
    end(
        observer,
        asked(() -> desk.change(DirectoriesWire.cluster(cluster), command.read())),
        DirectoriesService::answer);
  }

  private static ChangeAnswer answer(GlobalDirectoryState state) {
    return ChangeAnswer.newBuilder().setGlobalVersion(state.version()).build();
  }

  private static TableName name(String text) throws RefusedException {
    return FieldPath.of("table").value(() -> TableName.parse(text));
  }

  private static <T> CompletableFuture<Outcome<T>> asked(
      FieldPath.Reading<CompletableFuture<Outcome<T>>> question) {
    return FieldPath.total(question).fold(answer -> answer, DirectoriesService::refused);
  }

  private static <T> CompletableFuture<Outcome<T>> refused(Refusal refusal) {
    return CompletableFuture.completedFuture(Outcome.refused(refusal));
  }

  /** Ends the call once the outcome is there, on the thread that brings it. */
  private static <T, A> void end(
      StreamObserver<A> observer, CompletableFuture<Outcome<T>> outcome, Function<T, A> toProto) {
    // A caller who went away is told nothing; without this, telling it would throw.
    ((ServerCallStreamObserver<A>) observer).setOnCancelHandler(() -> {});
    CompletableFuture<Outcome<T>> unused =
        outcome.whenComplete(
            (done, fault) -> {
              if (fault != null) {
                LOG.error("a request failed", fault);
                observer.onError(
                    Status.INTERNAL.withDescription("a defect of the controller").asException());
              } else if (done instanceof Outcome.Refused<T> refused) {
                observer.onError(GrpcRefusals.toStatus(refused.refusal(), /* requestId= */ ""));
              } else {
                observer.onNext(toProto.apply(((Outcome.Done<T>) done).value()));
                observer.onCompleted();
              }
            });
  }
}
