package dev.isochrone.client;

import dev.isochrone.api.v1.AddColumnRequest;
import dev.isochrone.api.v1.CreateDomainRequest;
import dev.isochrone.api.v1.CreateTableRequest;
import dev.isochrone.api.v1.DropDomainRequest;
import dev.isochrone.api.v1.DropTableRequest;
import dev.isochrone.api.v1.TableAnswer;
import dev.isochrone.api.v1.TablesGrpc;
import dev.isochrone.hlc.TimeLimit;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.table.Column;
import dev.isochrone.model.table.DomainName;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.placement.ResidencyDomain;
import dev.isochrone.wire.cluster.DirectoryWire;
import dev.isochrone.wire.cluster.TableWire;
import io.grpc.MethodDescriptor;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The tables and residency domains of a cluster, as its controllers have them. Each change is taken
 * once, however often it is sent, and blocks for as long as the configured timeout at most; it is
 * decided when the call returns, and known to every node a little later: {@link #awaitEverywhere}.
 *
 * <p>Any thread.
 */
public final class Schema {
  private static final long LOOK_AGAIN_MILLIS = 50;

  private final IsochroneClient client;

  Schema(IsochroneClient client) {
    this.client = client;
  }

  /**
   * Makes a table.
   *
   * @param wanted its id and versions are not looked at
   * @return the table, with the id that it was given
   * @throws RefusedException there is another table of this name, or what it asks for contradicts
   *     the directory: the message says what
   */
  public TableSpec createTable(TableSpec wanted) throws RefusedException {
    return change(
        TablesGrpc.getCreateTableMethod(),
        CreateTableRequest.newBuilder()
            .setRequest(client.requestId())
            .setTable(TableWire.toProto(wanted))
            .build(),
        Schema::table);
  }

  /**
   * Declares one column more, behind the others.
   *
   * @throws RefusedException {@code NO_SUCH_TABLE}; or the table declares no columns, or has one of
   *     this name
   */
  public TableSpec addColumn(TableName table, Column column) throws RefusedException {
    return change(
        TablesGrpc.getAddColumnMethod(),
        AddColumnRequest.newBuilder()
            .setTable(table.toString())
            .setTableId(client.known(table).id())
            .setColumn(TableWire.toProto(column))
            .build(),
        Schema::table);
  }

  /**
   * Drops a table and its rows.
   *
   * @throws RefusedException {@code NO_SUCH_TABLE}
   */
  public void dropTable(TableName table) throws RefusedException {
    change(
        TablesGrpc.getDropTableMethod(),
        DropTableRequest.newBuilder()
            .setTable(table.toString())
            .setTableId(client.known(table).id())
            .build(),
        done -> Outcome.done(done));
  }

  /**
   * Makes a residency domain.
   *
   * @throws RefusedException there is another one of this name, or it names a region that there is
   *     not
   */
  public void createDomain(ResidencyDomain domain) throws RefusedException {
    change(
        TablesGrpc.getCreateDomainMethod(),
        CreateDomainRequest.newBuilder().setDomain(DirectoryWire.toProto(domain)).build(),
        done -> Outcome.done(done));
  }

  /**
   * Drops a residency domain, or finds none.
   *
   * @throws RefusedException a table is bound to it
   */
  public void dropDomain(DomainName domain) throws RefusedException {
    change(
        TablesGrpc.getDropDomainMethod(),
        DropDomainRequest.newBuilder().setDomain(domain.name()).build(),
        done -> Outcome.done(done));
  }

  /**
   * Waits until every node knows of a change, this client included, for as long as the configured
   * timeout at most.
   *
   * @param known whether a directory has it
   * @return the nodes that did not know of it, or did not answer, when the time was over; ascending
   */
  public SortedSet<NodeId> awaitEverywhere(Predicate<Directory> known) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    TimeLimit limit = client.limit();
    SortedMap<NodeId, NodeEntry> without = new TreeMap<>();
    client.directory().regions().values().forEach(region -> without.putAll(region.nodes()));
    while (true) {
      client
          .directoriesOf(List.copyOf(without.values()), limit)
          .forEach(
              (node, directory) -> {
                if (known.test(directory)) {
                  without.remove(node);
                }
              });
      if (without.isEmpty() || limit.isOver()) {
        return Collections.unmodifiableSortedSet(new TreeSet<>(without.keySet()));
      }
      boolean unused = never.await(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private static Outcome<TableSpec> table(TableAnswer answer) {
    return TableWire.fromProto(answer.getTable());
  }

  private <Q, A, V> V change(
      MethodDescriptor<Q, A> method, Q request, Function<A, Outcome<V>> value)
      throws RefusedException {
    return client.askAnyNode(method, request, value);
  }
}
