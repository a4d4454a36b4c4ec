package dev.isochrone.zone.grpc;

import dev.isochrone.api.internal.v1.DirectoriesGrpc;
import dev.isochrone.api.v1.AddColumnRequest;
import dev.isochrone.api.v1.CreateDomainAnswer;
import dev.isochrone.api.v1.CreateDomainRequest;
import dev.isochrone.api.v1.CreateTableRequest;
import dev.isochrone.api.v1.DropDomainAnswer;
import dev.isochrone.api.v1.DropDomainRequest;
import dev.isochrone.api.v1.DropTableAnswer;
import dev.isochrone.api.v1.DropTableRequest;
import dev.isochrone.api.v1.TableAnswer;
import dev.isochrone.api.v1.TablesGrpc;
import dev.isochrone.model.ClusterId;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.server.directory.Controllers;
import io.grpc.MethodDescriptor;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * {@code isochrone.v1.Tables}: takes what people want of tables to the controllers of the region,
 * who decide.
 */
public final class TablesService extends TablesGrpc.TablesImplBase {
  private final String cluster;
  private final Optional<Controllers> controllers;

  /**
   * For the nodes of one region.
   *
   * @param controllers empty: the directory is fixed
   */
  public TablesService(ClusterId cluster, Optional<Controllers> controllers) {
    this.cluster = cluster.hex();
    this.controllers = controllers;
  }

  @Override
  public void createTable(CreateTableRequest request, StreamObserver<TableAnswer> observer) {
    takeOn(
        DirectoriesGrpc.getCreateTableMethod(),
        dev.isochrone.api.internal.v1.CreateTableRequest.newBuilder()
            .setClusterId(cluster)
            .setRequest(request.getRequest())
            .setTable(request.getTable())
            .build(),
        observer,
        TablesService::told);
  }

  @Override
  public void addColumn(AddColumnRequest request, StreamObserver<TableAnswer> observer) {
    takeOn(
        DirectoriesGrpc.getAddColumnMethod(),
        dev.isochrone.api.internal.v1.AddColumnRequest.newBuilder()
            .setClusterId(cluster)
            .setTable(request.getTable())
            .setTableId(request.getTableId())
            .setColumn(request.getColumn())
            .build(),
        observer,
        TablesService::told);
  }

  @Override
  public void dropTable(DropTableRequest request, StreamObserver<DropTableAnswer> observer) {
    takeOn(
        DirectoriesGrpc.getDropTableMethod(),
        dev.isochrone.api.internal.v1.DropTableRequest.newBuilder()
            .setClusterId(cluster)
            .setTable(request.getTable())
            .setTableId(request.getTableId())
            .build(),
        observer,
        done -> DropTableAnswer.getDefaultInstance());
  }

  @Override
  public void createDomain(
      CreateDomainRequest request, StreamObserver<CreateDomainAnswer> observer) {
    takeOn(
        DirectoriesGrpc.getCreateDomainMethod(),
        dev.isochrone.api.internal.v1.CreateDomainRequest.newBuilder()
            .setClusterId(cluster)
            .setDomain(request.getDomain())
            .build(),
        observer,
        done -> CreateDomainAnswer.getDefaultInstance());
  }

  @Override
  public void dropDomain(DropDomainRequest request, StreamObserver<DropDomainAnswer> observer) {
    takeOn(
        DirectoriesGrpc.getDropDomainMethod(),
        dev.isochrone.api.internal.v1.DropDomainRequest.newBuilder()
            .setClusterId(cluster)
            .setDomain(request.getDomain())
            .build(),
        observer,
        done -> DropDomainAnswer.getDefaultInstance());
  }

  private static TableAnswer told(dev.isochrone.api.internal.v1.TableAnswer answer) {
    return TableAnswer.newBuilder().setTable(answer.getTable()).build();
  }

  private <Q, A, P> void takeOn(
      MethodDescriptor<Q, A> method, Q request, StreamObserver<P> observer, Function<A, P> told) {
    CompletableFuture<Outcome<A>> decided =
        controllers.isPresent()
            ? controllers.get().led(method, request)
            : CompletableFuture.completedFuture(
                Outcome.refused(
                    Refusal.of(
                        RefusalCode.NOT_SUPPORTED,
                        "this cluster has no controllers: its tables and domains stand in the file"
                            + " that its nodes were given")));
    Answers.send(decided, observer, /* requestId= */ "", told);
  }
}
