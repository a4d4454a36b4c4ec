/** The service of a controller, its messages' translation, and calls to other controllers. */
@NullMarked
package dev.isochrone.region.grpc;

import org.jspecify.annotations.NullMarked;
