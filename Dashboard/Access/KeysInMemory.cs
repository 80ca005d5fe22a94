using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Ensemble.Dashboard.Access;

/// <summary>Keys of the server that end with it: a page that is open then is loaded again, so that none has to lie on a disk.</summary>
internal sealed class KeysInMemory : IXmlRepository
{
    private readonly Lock _gate = new();
    private readonly List<XElement> _keys = [];

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        lock (_gate)
        {
            return [.. _keys];
        }
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        lock (_gate)
        {
            _keys.Add(element);
        }
    }
}
