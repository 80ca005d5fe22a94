using System.Collections.ObjectModel;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>One thing that is known of a resource.</summary>
public interface IResourceAnnotation;

/// <summary>What is known of a resource, in the order in which it was said.</summary>
public sealed class ResourceAnnotationCollection : Collection<IResourceAnnotation>;
