package dev.isochrone.zone.grpc;

import dev.isochrone.api.v1.Condition;
import dev.isochrone.api.v1.Consistency;
import dev.isochrone.api.v1.GetRequest;
import dev.isochrone.api.v1.Operation;
import dev.isochrone.zone.tally.RequestKind;
import java.util.Locale;

/** As what a message is counted, be it well formed or not. */
final class RequestKinds {
  private RequestKinds() {}

  static RequestKind of(Operation operation) {
    return switch (operation.getOperationCase()) {
      case PUT -> ofPut(operation.getPut().getCondition());
      case DELETE -> ofDelete(operation.getDelete().getCondition());
      case WRITE -> RequestKind.BATCH;
      case GET -> ofGet(operation.getGet().getConsistency());
      case OPERATION_NOT_SET -> RequestKind.OTHER;
    };
  }

  static RequestKind ofPut(Condition condition) {
    return isSaid(condition) ? RequestKind.CONDITIONAL_PUT : RequestKind.PUT;
  }

  static RequestKind ofDelete(Condition condition) {
    return isSaid(condition) ? RequestKind.CONDITIONAL_DELETE : RequestKind.DELETE;
  }

  static RequestKind ofGet(Consistency consistency) {
    return switch (consistency.getLevel()) {
      case LEVEL_UNSPECIFIED, STRONG -> RequestKind.GET_STRONG;
      case LEASED -> RequestKind.GET_LEASED;
      case EVENTUAL -> RequestKind.GET_EVENTUAL;
      case REGION_STRONG -> RequestKind.GET_REGION_STRONG;
      case BOUNDED_STALENESS, SESSION, REGIONS, UNRECOGNIZED -> RequestKind.GET_OTHER;
    };
  }

  private static boolean isSaid(Condition condition) {
    return condition.getIsCase() != Condition.IsCase.IS_NOT_SET;
  }

  /** As a get asked for it; empty: the table's default. */
  static String consistency(GetRequest get) {
    return get.hasConsistency()
        ? get.getConsistency().getLevel().name().toLowerCase(Locale.ROOT)
        : "";
  }
}
