// The one-time token stands behind the #, where no server log and no referrer sees it.
document.getElementById('token').value = location.hash.slice(1)
history.replaceState(null, '', location.pathname)
