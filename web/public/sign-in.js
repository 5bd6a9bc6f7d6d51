// The one-time token stands behind the #, where no server log and no referrer sees it.
// A link pasted into a tab with this page open loads nothing anew: only the part behind the # changes.
function takeToken() {
  if (location.hash.length < 2) return
  document.getElementById('token').value = location.hash.slice(1)
  document.getElementById('sign-in').hidden = false
  history.replaceState(null, '', location.pathname)
}
takeToken()
addEventListener('hashchange', takeToken)
