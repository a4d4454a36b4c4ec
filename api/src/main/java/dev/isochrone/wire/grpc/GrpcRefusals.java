package dev.isochrone.wire.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusalKind;
import dev.isochrone.wire.RefusalWire;
import dev.isochrone.wire.tls.TlsTrouble;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one place where a refusal becomes a status of gRPC, and a status a refusal. The status is for
 * tools, which find the refusal among its details if it is short; the refusal itself travels in the
 * trailers, and is what our own callers read.
 */
public final class GrpcRefusals {
  /** Where the trailers hold a serialized {@code isochrone.v1.Refusal}. */
  public static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("isochrone-refusal-bin", Metadata.BINARY_BYTE_MARSHALLER);

  /** Where tools look for details, as a {@code google.rpc.Status}; they show them by reflection. */
  private static final Metadata.Key<byte[]> DETAILS_FOR_TOOLS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  /** Larger details are not said a second time: trailers are bounded. */
  private static final int FOR_TOOLS_MAX = 1_024;

  /** A larger row is not shown: details travel in trailers, and peers bound those. */
  private static final int SHOWN_ROW_MAX = 4_096;

  private static final Map<RefusalKind, Status> STATUS =
      Map.of(
          RefusalKind.ELSEWHERE, Status.FAILED_PRECONDITION,
          RefusalKind.LATER, Status.UNAVAILABLE,
          RefusalKind.READ_AGAIN, Status.ABORTED,
          RefusalKind.NEVER, Status.INVALID_ARGUMENT,
          RefusalKind.UNKNOWN, Status.UNKNOWN);

  private GrpcRefusals() {}

  /** Whether a request reached a transport before it failed. */
  public enum Departure {
    /** It was never given to a transport: it had and will have no effect. */
    NEVER_LEFT,
    /** It may have reached a server. */
    LEFT
  }

  /**
   * The status by which a call is refused.
   *
   * @param requestId as in the request's header; empty if it has none
   */
  public static StatusRuntimeException toStatus(Refusal refusal, String requestId) {
    dev.isochrone.api.v1.Refusal details = fitting(RefusalWire.toProto(refusal, requestId));
    Metadata trailers = new Metadata();
    trailers.put(DETAILS, details.toByteArray());
    Status status = status(refusal.kind()).withDescription(details.getMessage());
    if (details.getSerializedSize() <= FOR_TOOLS_MAX) {
      trailers.put(DETAILS_FOR_TOOLS, forTools(status, details).toByteArray());
    }
    return new RefusedCall(status, trailers);
  }

  private static com.google.rpc.Status forTools(
      Status status, dev.isochrone.api.v1.Refusal details) {
    return com.google.rpc.Status.newBuilder()
        .setCode(status.getCode().value())
        .setMessage(details.getMessage())
        .addDetails(Any.pack(details))
        .build();
  }

  private static dev.isochrone.api.v1.Refusal fitting(dev.isochrone.api.v1.Refusal details) {
    return details.getCurrentRow().size() <= SHOWN_ROW_MAX
        ? details
        : details.toBuilder().clearShowsCurrent().clearCurrentVersion().clearCurrentRow().build();
  }

  /**
   * Why a read was not served. Without details it is {@code NOT_TRUSTED} if TLS failed, else {@code
   * HOME_UNREACHABLE}: a read has no effect, so it may be asked of another server whatever became
   * of it.
   */
  public static Refusal ofRead(StatusRuntimeException failure) {
    return details(failure)
        .orElseGet(
            () ->
                lacksMethod(failure)
                    ? notSupported()
                    : unreachable(
                        failure,
                        "the server did not answer (" + failure.getStatus().getCode() + ")"));
  }

  /**
   * Why a write was not answered. Without details it is {@code OUTCOME_UNKNOWN}, but for two cases
   * in which gRPC documents that no server ran it: the call never left, or its method was not found
   * there ({@code UNIMPLEMENTED}).
   */
  public static Refusal ofWrite(StatusRuntimeException failure, Departure departure) {
    Optional<Refusal> details = details(failure);
    if (details.isPresent()) {
      return details.get();
    } else if (departure == Departure.NEVER_LEFT) {
      return unreachable(failure, "the server could not be reached; the write never left");
    } else if (lacksMethod(failure)) {
      return notSupported();
    }
    return Refusal.of(
        RefusalCode.OUTCOME_UNKNOWN,
        "the write was sent and not answered (" + failure.getStatus().getCode() + ")");
  }

  private static Refusal unreachable(StatusRuntimeException failure, String otherwise) {
    return TlsTrouble.of(failure)
        .map(said -> Refusal.of(RefusalCode.NOT_TRUSTED, said))
        .orElseGet(() -> Refusal.later(RefusalCode.HOME_UNREACHABLE, otherwise, Duration.ZERO));
  }

  static Status status(RefusalKind kind) {
    Status status = STATUS.get(kind);
    if (status == null) {
      throw new AssertionError(kind);
    }
    return status;
  }

  private static Optional<Refusal> details(StatusRuntimeException failure) {
    @Nullable Metadata trailers = failure.getTrailers();
    byte @Nullable [] details = trailers == null ? null : trailers.get(DETAILS);
    if (details == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(RefusalWire.fromProto(dev.isochrone.api.v1.Refusal.parseFrom(details)));
    } catch (InvalidProtocolBufferException unreadable) {
      return Optional.empty(); // As good as none: the status alone then says what is known.
    }
  }

  /** The id that the server's refusal names; empty: it names none, or said nothing. */
  public static String requestId(StatusRuntimeException failure) {
    @Nullable Metadata trailers = failure.getTrailers();
    byte @Nullable [] details = trailers == null ? null : trailers.get(DETAILS);
    try {
      return details == null ? "" : dev.isochrone.api.v1.Refusal.parseFrom(details).getRequestId();
    } catch (InvalidProtocolBufferException unreadable) {
      return "";
    }
  }

  private static boolean lacksMethod(StatusRuntimeException failure) {
    return failure.getStatus().getCode() == Status.Code.UNIMPLEMENTED;
  }

  private static Refusal notSupported() {
    return Refusal.of(RefusalCode.NOT_SUPPORTED, "the server does not have this call");
  }

  /** An answer, not a crash: no stack trace to pay for when a server is refusing much. */
  private static final class RefusedCall extends StatusRuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedCall(Status status, Metadata trailers) {
      super(status, trailers);
    }

    @Override
    @SuppressWarnings(
        "UnsynchronizedOverridesSynchronized") // Nothing is done, so nothing to guard.
    public Throwable fillInStackTrace() {
      return this;
    }
  }
}
