package dev.isochrone.zone.grpc;

import com.google.protobuf.ByteString;
import dev.isochrone.api.internal.v1.CurrentTermAnswer;
import dev.isochrone.api.internal.v1.CurrentTermRequest;
import dev.isochrone.api.internal.v1.TermsGrpc;
import dev.isochrone.consensus.GroupId;
import dev.isochrone.consensus.MemberId;
import dev.isochrone.consensus.PeerTerms;
import dev.isochrone.model.ClusterId;
import dev.isochrone.model.Endpoint;
import dev.isochrone.wire.grpc.Channels;
import dev.isochrone.wire.grpc.GrpcRefusals.Departure;
import dev.isochrone.wire.grpc.UnaryCall;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Asks the other members of a group for their terms, over the node's own channels. An answer counts
 * only if it names the member and the group that were asked.
 */
public final class TermQuestions implements PeerTerms {
  private final ClusterId cluster;
  private final Subject subject;
  private final Map<MemberId, Endpoint> members;
  private final Channels channels;
  private final Duration timeout;

  /** The partition, and the group that is its log. */
  public record Subject(int partition, GroupId group) {}

  /**
   * Questions about one partition.
   *
   * @param members the ports for servers of all members
   * @param timeout an answer that takes longer is of no use to anyone
   */
  public TermQuestions(
      ClusterId cluster,
      Subject subject,
      Map<MemberId, Endpoint> members,
      Channels channels,
      Duration timeout) {
    this.cluster = cluster;
    this.subject = subject;
    this.members = Map.copyOf(members);
    this.channels = channels;
    this.timeout = timeout;
  }

  @Override
  public void ask(MemberId member, LongConsumer answer) {
    Endpoint to = members.get(member);
    if (to == null) {
      return; // Not in the directory: it will not be counted.
    }
    ByteString group = TermsService.bytes(subject.group());
    CurrentTermRequest request =
        CurrentTermRequest.newBuilder()
            .setClusterId(cluster.hex())
            .setPartition(subject.partition())
            .setToNode(member.name())
            .setGroupId(group)
            .build();
    UnaryCall.send(
        channels.to(to),
        TermsGrpc.getCurrentTermMethod(),
        request,
        timeout,
        new UnaryCall.Reply<CurrentTermAnswer>() {
          @Override
          public void answered(CurrentTermAnswer term) {
            if (term.getNode().equals(member.name()) && term.getGroupId().equals(group)) {
              answer.accept(term.getTerm());
            }
          }

          @Override
          public void failed(StatusRuntimeException failure, Departure departure) {
            // No answer is no vote; the round ends by the others, or by its timeout.
          }
        });
  }
}
