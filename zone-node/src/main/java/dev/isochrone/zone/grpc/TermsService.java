package dev.isochrone.zone.grpc;

import com.google.protobuf.ByteString;
import dev.isochrone.api.internal.v1.CurrentTermAnswer;
import dev.isochrone.api.internal.v1.CurrentTermRequest;
import dev.isochrone.api.internal.v1.TermsGrpc;
import dev.isochrone.consensus.GroupId;
import dev.isochrone.model.ClusterId;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.zone.gateway.Gateway;
import dev.isochrone.zone.partition.PartitionReplica;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

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
  public StreamObserver<CurrentTermRequest> currentTerm(
      StreamObserver<CurrentTermAnswer> observer) {
    ((ServerCallStreamObserver<CurrentTermAnswer>) observer).setOnCancelHandler(() -> {});
    return new Questions(observer);
  }

  /** One stream; all its messages come on the connection's event loop. */
  private final class Questions implements StreamObserver<CurrentTermRequest> {
    private final StreamObserver<CurrentTermAnswer> asker;
    private @Nullable PartitionReplica replica;

    Questions(StreamObserver<CurrentTermAnswer> asker) {
      this.asker = asker;
    }

    @Override
    public void onNext(CurrentTermRequest question) {
      CurrentTermAnswer.Builder answer =
          CurrentTermAnswer.newBuilder().setNumber(question.getNumber());
      if (replica == null) {
        Outcome<PartitionReplica> meant = meant(question.getSubject());
        if (meant instanceof Outcome.Refused<PartitionReplica> refused) {
          Answers.refuse(asker, refused.refusal(), /* requestId= */ "");
          return;
        }
        replica = ((Outcome.Done<PartitionReplica>) meant).value();
        answer.setNode(self.name()).setGroupId(bytes(replica.groupId()));
      }
      asker.onNext(answer.setTerm(replica.term()).build());
    }

    @Override
    public void onError(Throwable gone) {}

    @Override
    public void onCompleted() {
      asker.onCompleted();
    }
  }

  private Outcome<PartitionReplica> meant(CurrentTermRequest.Subject subject) {
    if (!subject.getClusterId().equals(cluster.hex()) || !subject.getToNode().equals(self.name())) {
      return Outcome.refused(
          Refusal.of(RefusalCode.WRONG_CLUSTER, "this is " + self + " of cluster " + cluster));
    }
    return replicas
        .of(subject.getPartition())
        .filter(known -> bytes(known.groupId()).equals(subject.getGroupId()))
        .map(Outcome::done)
        .orElseGet(
            () ->
                Outcome.refused(
                    Refusal.of(RefusalCode.NOT_READY, self + " has no such replica yet")));
  }

  static ByteString bytes(GroupId group) {
    ByteBuffer bytes = ByteBuffer.allocate(UUID_BYTES);
    bytes.putLong(group.value().getMostSignificantBits());
    bytes.putLong(group.value().getLeastSignificantBits()).flip();
    return ByteString.copyFrom(bytes);
  }
}
