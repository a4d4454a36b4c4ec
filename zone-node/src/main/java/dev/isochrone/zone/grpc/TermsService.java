package dev.isochrone.zone.grpc;

import com.google.protobuf.ByteString;
import dev.isochrone.api.internal.v1.CurrentTermAnswer;
import dev.isochrone.api.internal.v1.CurrentTermRequest;
import dev.isochrone.api.internal.v1.TermsGrpc;
import dev.isochrone.consensus.GroupId;
import dev.isochrone.model.ClusterId;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.zone.Gateway;
import dev.isochrone.zone.partition.PartitionReplica;
import io.grpc.stub.StreamObserver;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * {@code isochrone.internal.v1.Terms}: tells other members of a group this node's term, if it is
 * the one that is meant.
 */
public final class TermsService extends TermsGrpc.TermsImplBase {
  private static final int UUID_BYTES = 16;

  private final ClusterId cluster;
  private final NodeId self;
  private final Gateway.Replicas replicas;

  public TermsService(ClusterId cluster, NodeId self, Gateway.Replicas replicas) {
    this.cluster = cluster;
    this.self = self;
    this.replicas = replicas;
  }

  @Override
  public void currentTerm(CurrentTermRequest request, StreamObserver<CurrentTermAnswer> observer) {
    if (!request.getClusterId().equals(cluster.hex()) || !request.getToNode().equals(self.name())) {
      Answers.refuse(
          observer,
          Refusal.of(RefusalCode.WRONG_CLUSTER, "this is " + self + " of cluster " + cluster),
          /* requestId= */ "");
      return;
    }
    Optional<PartitionReplica> replica =
        replicas
            .of(request.getPartition())
            .filter(known -> bytes(known.groupId()).equals(request.getGroupId()));
    if (replica.isEmpty()) {
      Answers.refuse(
          observer,
          Refusal.of(RefusalCode.NOT_READY, self + " has no such replica yet"),
          /* requestId= */ "");
      return;
    }
    observer.onNext(
        CurrentTermAnswer.newBuilder()
            .setTerm(replica.get().term())
            .setNode(self.name())
            .setGroupId(request.getGroupId())
            .build());
    observer.onCompleted();
  }

  static ByteString bytes(GroupId group) {
    ByteBuffer bytes = ByteBuffer.allocate(UUID_BYTES);
    bytes.putLong(group.value().getMostSignificantBits());
    bytes.putLong(group.value().getLeastSignificantBits()).flip();
    return ByteString.copyFrom(bytes);
  }
}
