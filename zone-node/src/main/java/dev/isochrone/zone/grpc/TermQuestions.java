package dev.isochrone.zone.grpc;

import com.google.protobuf.ByteString;
import dev.isochrone.api.internal.v1.CurrentTermRequest;
import dev.isochrone.consensus.GroupId;
import dev.isochrone.consensus.MemberId;
import dev.isochrone.consensus.PeerTerms;
import dev.isochrone.model.ClusterId;
import dev.isochrone.model.Endpoint;
import dev.isochrone.wire.grpc.Channels;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Asks the other members of a group for their terms, over one stream to each. An answer counts only
 * if its stream names the member and the group that were asked.
 */
public final class TermQuestions implements PeerTerms {
  private final Map<MemberId, TermStream> streams = new HashMap<>();

  /** The partition, and the group that is its log. */
  public record Subject(ClusterId cluster, int partition, GroupId group) {}

  /**
   * Questions about one partition.
   *
   * @param members the ports for servers of all members
   */
  public TermQuestions(Subject subject, Map<MemberId, Endpoint> members, Channels channels) {
    ByteString group = TermsService.bytes(subject.group());
    members.forEach(
        (member, server) ->
            streams.put(
                member,
                new TermStream(
                    channels,
                    server,
                    CurrentTermRequest.Subject.newBuilder()
                        .setClusterId(subject.cluster().hex())
                        .setPartition(subject.partition())
                        .setToNode(member.name())
                        .setGroupId(group)
                        .build())));
  }

  @Override
  public void ask(MemberId member, LongConsumer answer) {
    TermStream stream = streams.get(member);
    if (stream != null) { // Else it is not in the directory, and will not be counted.
      stream.ask(answer);
    }
  }
}
