package dev.isochrone.chaos.docs;

import com.google.common.base.CaseFormat;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.isochrone.api.v1.ClusterGrpc;
import dev.isochrone.api.v1.DataGrpc;
import dev.isochrone.api.v1.TablesGrpc;
import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** So much of {@code grpcurl} as the pages use: a call with typed fields, answered as JSON. */
final class GrpcTool {
  private static final List<ServiceDescriptor> SERVICES =
      List.of(
          DataGrpc.getServiceDescriptor(),
          TablesGrpc.getServiceDescriptor(),
          ClusterGrpc.getServiceDescriptor());

  private GrpcTool() {}

  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    Deque<String> words = new ArrayDeque<>(List.of(arguments));
    String request = "{}";
    while (words.element().startsWith("-")) {
      String option = words.remove();
      if (option.equals("-d")) {
        request = words.remove();
      } else if (!option.equals("-plaintext")) {
        err.println("this stand-in for grpcurl does not know " + option);
        return 2;
      }
    }
    ManagedChannel channel =
        Grpc.newChannelBuilder(words.remove(), InsecureChannelCredentials.create()).build();
    try {
      call(channel, method(words.remove()), request, out);
      return 0;
    } catch (StatusRuntimeException refused) {
      err.println("ERROR:");
      err.println("  Code: " + words(refused.getStatus().getCode()));
      err.println("  Message: " + refused.getStatus().getDescription());
      return 64 + refused.getStatus().getCode().value();
    } catch (InvalidProtocolBufferException unfit) {
      err.println("Error invoking method: " + unfit.getMessage());
      return 1;
    } finally {
      channel.shutdownNow();
    }
  }

  /** As the tool that it stands for says them: {@code InvalidArgument}. */
  private static String words(Status.Code code) {
    return CaseFormat.UPPER_UNDERSCORE.to(CaseFormat.UPPER_CAMEL, code.name());
  }

  private static void call(
      ManagedChannel channel, MethodDescriptor<?, ?> method, String json, PrintWriter out)
      throws InvalidProtocolBufferException {
    Message.Builder request = prototype(method.getRequestMarshaller()).newBuilderForType();
    JsonFormat.parser().merge(json, request);
    MethodDescriptor<Message, Message> untyped =
        method.toBuilder(
                ProtoUtils.marshaller(prototype(method.getRequestMarshaller())),
                ProtoUtils.marshaller(prototype(method.getResponseMarshaller())))
            .build();
    Iterator<Message> answers =
        ClientCalls.blockingServerStreamingCall(
            channel, untyped, CallOptions.DEFAULT, request.build());
    while (answers.hasNext()) {
      out.println(JsonFormat.printer().preservingProtoFieldNames().print(answers.next()));
    }
  }

  private static MethodDescriptor<?, ?> method(String name) {
    return SERVICES.stream()
        .flatMap(service -> service.getMethods().stream())
        .filter(method -> method.getFullMethodName().equals(name))
        .findAny()
        .orElseThrow(() -> new IllegalArgumentException("no method " + name));
  }

  private static Message prototype(MethodDescriptor.Marshaller<?> marshaller) {
    if (marshaller instanceof MethodDescriptor.PrototypeMarshaller<?> typed
        && typed.getMessagePrototype() instanceof Message prototype) {
      return prototype;
    }
    throw new AssertionError(marshaller);
  }
}
